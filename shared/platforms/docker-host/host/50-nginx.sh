# shellcheck shell=bash
# The upstream file, and the nginx that reads it.

readonly server_line='server[[:space:]]+(127\.0\.0\.1|localhost):'

read_upstream_or_fail() {
  read_upstream || fail host "${given[upstream.file]} is to name 127.0.0.1 with the port of blue or of green, and not both: mend it."
}

# False if the upstream file is there and names neither colour's port, or both.
read_upstream() {
  local text colour found=none
  active=none idle=blue
  [[ -e ${given[upstream.file]} ]] || return 0
  text="$(sed 's/#.*//' "${given[upstream.file]}")"
  for colour in blue green; do
    grep -Eq "$server_line$(port_of "$colour")([^0-9]|\$)" <<<"$text" || continue
    [[ $found == none ]] || return 1
    found="$colour"
  done
  [[ $found != none ]] || return 1
  active="$found" idle="$(other_than "$found")"
}

# Is its configuration sound and its master there? Else `trouble` says what to do.
find_nginx() {
  local pid_file=''
  try nginx -T || { trouble="nginx -t refuses the configuration of this host: $(nginx_words)"; return 1; }
  pid_file="$(sed -nE '/^[[:space:]]*pid[[:space:]]+"?([^";]+)"?;.*/{s//\1/p;q}' <<<"$said")"
  if [[ -z $pid_file ]] && try nginx -V && [[ $complaint =~ --pid-path=([^ ]+) ]]; then pid_file="${BASH_REMATCH[1]}"; fi
  if [[ -r $pid_file ]] && read -r master <"$pid_file" && [[ $(ps -o args= -p "$master" 2>"$errors") == *'nginx: master'* ]]; then return; fi
  master=''
  trouble='nginx is not running: start it.'
  return 1
}

nginx_words() { grep -m 1 -F '[emerg]' <<<"$complaint" || echo "$complaint"; }

# workers accepting|leaving: their process ids.
workers() {
  local pid args
  ps -o pid=,args= --ppid "$master" | while read -r pid args; do
    case "$1:$args" in
      leaving:*'worker process is shutting down'*) echo "$pid" ;;
      accepting:*'worker process is shutting down'*) ;;
      accepting:*'worker process'*) echo "$pid" ;;
    esac
  done || true
}

# Until other workers than before take the requests: nginx only reports to its log when it cannot reload.
reload() {
  local before deadline
  before=" $(workers accepting | tr '\n' ' ')"
  try nginx -s reload || return 1
  deadline="$(("$(now)" + 30))"
  until taken_over "$before"; do
    (("$(now)" < deadline)) || { complaint='it did not take the new upstream file within 30 s; its error log says why'; return 1; }
    sleep 0.1
  done
}

taken_over() {
  local pid fresh
  fresh="$(workers accepting)"
  for pid in $fresh; do [[ $1 != *" $pid "* ]] || return 1; done
  [[ -n $fresh ]]
}

# An old worker may still send a request to the old colour as long as it is there, connection or not.
drain() {
  local began
  began="$(now)"
  while [[ -n $master && -n $(workers leaving) ]]; do
    if (("$(now)" - began >= ${given[drain.seconds]})); then step "$1 not drained in ${given[drain.seconds]} s" && return; fi
    sleep 0.2
  done
  step "$1 drained"
}

# replace_upstream <TEXT: by a rename, under a name that no include of nginx's matches.
replace_upstream() {
  local file="${given[upstream.file]}" next
  next="${file%/*}/.${file##*/}.longshore-next"
  if [[ -e $file ]]; then cp -p -- "$file" "$next"; else (umask 022 && true >"$next"); fi
  cat >"$next"
  sync -- "$next"
  mv -f -- "$next" "$file"
}

upstream_for() {
  if [[ $active == none ]]; then
    printf 'upstream %s {\n  server 127.0.0.1:%s;\n}\n' "${given[upstream.name]:-${given[target]}}" "$(port_of "$1")"
  else
    sed -E "s/^([^#]*$server_line)$(port_of "$active")([^0-9]|\$)/\1$(port_of "$1")\3/" "${given[upstream.file]}"
  fi
}

# Targets share one nginx: while one of them tests its upstream file and reloads, no other one changes its own.
lock_nginx() {
  exec 8>"${given[state.folder]}/nginx.lock"
  flock -w 120 8 || fail busy 'Another target of this host has been switching nginx for two minutes: try again.'
}

unlock_nginx() { exec 8>&-; }

# What stands in `switching` is not to be trusted: between its writing and its removal nginx may point at either colour.
switch() {
  lock_nginx
  rm -f -- "$folder/upstream-before"
  [[ $active == none ]] || cp -p -- "${given[upstream.file]}" "$folder/upstream-before"
  echo "$active" >"$folder/switching-next"
  mv -f -- "$folder/switching-next" "$folder/switching"
  upstream_for "$idle" | replace_upstream
  try nginx -t || refused "nginx -t refuses the new upstream file: $(nginx_words)"
  [[ -n $master ]] || find_nginx || refused "$trouble"
  reload || refused "nginx does not reload: $complaint"
  rm -f -- "$folder/switching"
  unlock_nginx
  step "switched to $idle"
}

refused() {
  local words="$1"
  put_back
  try nginx -s reload || true
  rm -f -- "$folder/switching"
  drain "$idle"
  put_aside
  fail proxy "$words"
}

put_back() {
  if [[ -e $folder/upstream-before ]]; then
    replace_upstream <"$folder/upstream-before"
  else
    rm -f -- "${given[upstream.file]}"
  fi
}

# After this the upstream file tells what nginx does. The colour that was left is taken if it runs: it is stopped only after the switch.
mend() {
  local left
  [[ -e $folder/switching ]] || return 0
  lock_nginx
  left="$(<"$folder/switching")"
  if [[ $left != none ]]; then
    look "$left" || fail docker "Docker stopped answering: $complaint"
    if runs "$left"; then replace_upstream <"$folder/upstream-before"; fi
  elif ! try nginx -t; then
    rm -f -- "${given[upstream.file]}"
  fi
  if [[ -e ${given[upstream.file]} ]]; then
    find_nginx || fail proxy "$trouble"
    reload || fail proxy "nginx does not reload: $complaint"
  fi
  rm -f -- "$folder/switching"
  unlock_nginx
  step 'undid a switch that was cut off'
}
