/**
 * What makes the page better with JavaScript: the part that changes is fetched again every few seconds, without losing the
 * focus; only what is new is read out; whoever is disturbed can pause it. An answer without that part is another page (the
 * deployment has ended): that one is loaded then. Runs in the browser, as it is.
 */
export const script = `(()=>{
const byId=(id)=>document.getElementById(id)
const live=()=>byId('live')
if(!live()||!live().dataset.every)return
const address=new URL(location.href)
address.searchParams.set('part','live')
const said=byId('said'),trouble=byId('trouble'),pause=byId('pause')
let paused=false,ended=false,last=''
const say=(text)=>{if(said.textContent!==text)said.textContent=text}
const show=(text)=>{if(trouble.textContent!==text)trouble.textContent=text}
const put=(text)=>{
if(text===last)return
last=text
const box=document.createElement('template')
box.innerHTML=text
const next=box.content.querySelector('#live')
if(!next){ended=true;location.reload();return}
const focused=live().contains(document.activeElement)?document.activeElement.id:''
live().replaceWith(next)
if(focused&&byId(focused))byId(focused).focus({preventScroll:true})
say(next.dataset.said||'')
}
const look=async()=>{
if(!paused&&!document.hidden){
try{
const answer=await fetch(address,{headers:{accept:'text/html'},credentials:'same-origin',cache:'no-store'})
if(answer.ok){show('');put(await answer.text())}
else if(answer.status===403){ended=true;show('This is no longer kept up to date: the time of its link is over. Ask for a new link.')}
else show('This is not up to date: the server answers '+answer.status+'. It is tried again.')
}catch{show('This is not up to date: nobody answers. It is tried again.')}
}
if(!ended)setTimeout(look,1000*(Number(live().dataset.every)||15))
}
pause.hidden=false
pause.addEventListener('click',()=>{paused=!paused;pause.textContent=paused?'Go on with updates':'Pause updates'})
setTimeout(look,1000*Number(live().dataset.every))
})()`
