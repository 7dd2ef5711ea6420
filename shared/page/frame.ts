import { type Html, html, verbatim } from './html.ts'
import { script } from './script.ts'
import { style } from './style.ts'

/** Where a page is in the navigation. */
export type Section = 'now' | 'history' | 'figures'

export interface Page {
  readonly title: string
  /** Absent: the page stands outside the navigation. */
  readonly section?: Section
  readonly heading: string
  /** Shown to whoever asks for the whole page; the part that is kept up to date is in `live`. */
  readonly main?: Html
  /** The part that is fetched again: an element with the id `live`. */
  readonly live?: Live
}

export interface Live {
  /** Each of its links has an id: by that the focus is found again. */
  readonly part: Html
  /** Seconds after which to look again; without JavaScript the whole page is loaded again, less often. */
  readonly everySeconds: number
  /** What is read out when it changes. */
  readonly said: string
}

const sections: readonly { readonly section: Section; readonly path: string; readonly name: string }[] = [
  { section: 'now', path: '/', name: 'Now' },
  { section: 'history', path: '/history', name: 'History' },
  { section: 'figures', path: '/figures', name: 'Figures' },
]

const reloadSeconds = 30

/** The whole document around a page. `stack` is told in the title: several stacks are open beside each other. */
export function framed({ title, section, heading, main, live }: Page, stack: string): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title} · ${stack}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<style>${verbatim(style)}</style>
${live && html`<noscript><meta http-equiv="refresh" content="${reloadSeconds}"></noscript>`}
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="top"><p>${stack}</p>${section && navigation(section)}</header>
<main id="main" tabindex="-1">
<div class="head"><h1>${heading}</h1>${live && html`<button type="button" id="pause" hidden>Pause updates</button>`}</div>
${live && html`<p id="trouble" role="alert"></p><p id="said" class="hidden" role="status"></p>`}
${main}
${live && livePart(live)}
</main>
<footer>Longshore. Read only; times are UTC.</footer>
${live && html`<script>${verbatim(script)}</script>`}
</body>
</html>
`
}

/** What is fetched again, alone. */
export function livePart({ part, everySeconds, said }: Live): Html {
  return html`<div id="live" data-every="${everySeconds}" data-said="${said}">${part}</div>`
}

function navigation(current: Section): Html {
  const items = sections.map(
    ({ section, path, name }) =>
      html`<li><a href="${path}"${section === current && html` aria-current="page"`}>${name}</a></li>`,
  )
  return html`<nav aria-label="Pages"><ul>${items}</ul></nav>`
}
