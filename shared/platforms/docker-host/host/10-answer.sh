#!/usr/bin/env bash
# Moves one Docker host to a release, blue/green behind nginx. README.md beside this file is its contract.
# The files of this folder, in the order of their names, are one script. All is functions and the last line calls main,
# so that a script that was cut off on its way does nothing.
set -Eeuo pipefail
export LC_ALL=C HOME="${HOME:-/root}" PATH="${PATH:-}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
umask 077

readonly open='{''{' close='}''}' # SSM replaces parameters between double braces, so this file must not hold any
readonly absolute='/[A-Za-z0-9._/@+-]+' port='[1-9][0-9]{0,4}' sha='sha256:[0-9a-f]{64}'
declare -A pattern=(
  [action]='deploy|revert|status' [target]='[a-z0-9][a-z0-9-]{0,63}' [deployment]='[A-Za-z0-9_-]{1,64}' [digest]="$sha" [keep]="$sha"
  [repository]='[a-z0-9.-]+(:[0-9]{1,5})?(/[a-z0-9._-]+)+' [same]='keep|restart' [login]='ecr|none' [prune]='yes|no'
  [port.blue]="$port" [port.green]="$port" [container.port]="$port" [state.folder]="$absolute" [env.file]="$absolute"
  [upstream.file]="$absolute" [upstream.name]='[A-Za-z0-9_.-]+' [restart]='no|always|unless-stopped|on-failure(:[0-9]{1,4})?'
  [health.path]="/[]A-Za-z0-9._~!\$&'()*+,;=:@%/?[-]*" [health.status]='[1-5][0-9][0-9]'
  [health.seconds]='[1-9][0-9]{0,3}' [drain.seconds]='0|[1-9][0-9]{0,3}' [stop.seconds]='0|[1-9][0-9]{0,3}'
  [log.driver]='[A-Za-z0-9_./:-]+' [log.option]='[a-z][A-Za-z0-9_.-]*=[[:print:]]*'
  [volume]='(/|[A-Za-z0-9])[^:[:cntrl:]]*:/[^:[:cntrl:]]*(:[A-Za-z,]+)?'
)
declare -A given=([health.path]=/ [health.seconds]=60 [drain.seconds]=60 [stop.seconds]=10 [same]=keep [login]=ecr [prune]=no
  [restart]=unless-stopped [state.folder]=/var/lib/longshore)
declare -A exit_code=([settings]=10 [host]=11 [docker]=12 [busy]=13 [login]=14 [image-gone]=15 [pull]=16 [start]=17
  [unhealthy]=18 [proxy]=19 [interrupted]=20 [internal]=20)
declare -A container=() state=() digest_of=([none]='') label=() # of each colour, as last looked at
keep=() volume=() log_option=() health_status=() steps=()
active=none idle=blue master='' folder='' understood='' answered='' broke_at='' said='' complaint='' trouble='' errors='' login_folder=''

quoted() {
  local text="${1//[^ -~]/ }"
  text="${text:0:$2}" text="${text//\\/\\\\}"
  printf '"%s"' "${text//\"/\\\"}"
}

true_if() { if "$@"; then echo true; else echo false; fi; }
step() { steps+=("$*"); }

# tell OUTCOME FAILURE REASON: the one line of output. Its parts are bounded so that it stays below 2,400 characters.
tell() {
  local other=none listed='' entry
  answered=yes
  [[ $active == none ]] || other="$(other_than "$active")"
  for entry in "${steps[@]}"; do ((${#listed} > 900)) || listed+=",$(quoted "$entry" 60)"; done
  printf '{"target":%s,"action":%s,' "$(quoted "${given[target]:-}" 64)" "$(quoted "${given[action]:-}" 6)"
  printf '"outcome":"%s","failure":"%s","reason":%s,' "$1" "$2" "$(quoted "$3" 400)"
  printf '"colour":"%s","digest":"%s","healthy":%s,' "${active#none}" "${digest_of[$active]:-}" "$(true_if answers "$active")"
  printf '"previous":{"colour":"%s","digest":"%s"},' "${other#none}" "${digest_of[$other]:-}"
  [[ $1 != seen ]] || printf '"colours":{%s,%s},"busy":%s,"unfinished":%s,' "$(colour_told blue)" "$(colour_told green)" \
    "$(true_if is_busy)" "$(true_if test -e "$folder/switching")"
  printf '"steps":[%s]}\n' "${listed:1}"
}

colour_told() {
  printf '"%s":{"digest":"%s","state":"%s","healthy":%s}' "$1" "${digest_of[$1]:-}" "${state[$1]:-absent}" "$(true_if answers "$1")"
}

# fail FAILURE REASON: tells what nginx points at now, as far as that can be known, and ends the run.
fail() {
  if [[ -n $understood && $1 != docker ]]; then { read_upstream && look blue && look green; } || true; fi
  tell failed "$1" "$2"
  exit "${exit_code[$1]}"
}

leave() {
  [[ -n $answered ]] || fail internal "The script broke at line ${broke_at:-?}. Run it again: what is half-done is mended then."
  rm -rf -- ${errors:+"$errors"} ${login_folder:+"$login_folder"}
}
