# shellcheck shell=bash
# What is asked, and whether this host can do it.

read_settings() {
  local decoded line key value
  [[ ${1:-} =~ ^[A-Za-z0-9+/]+=*$ ]] || fail settings 'The one argument is the base64 of key=value lines.'
  { decoded="$(base64 -d <<<"$1")"; } 2>/dev/null || fail settings 'The argument is not base64.'
  while IFS= read -r line; do
    key="${line%%=*}" value="${line#*=}"
    [[ $line == *=* && $key =~ ^[a-z.]+$ && -n ${pattern[$key]:-} ]] || fail settings "Unknown setting: ${key:0:40}."
    [[ $value =~ ^(${pattern[$key]})$ ]] || fail settings "The value of $key is malformed."
    case "$key" in
      keep) keep+=("$value") ;;
      volume) volume+=("$value") ;;
      log.option) log_option+=("$value") ;;
      health.status) health_status+=("$value") ;;
      *) given[$key]="$value" ;;
    esac
  done <<<"$decoded"
}

check_settings() {
  local key needed='action target repository port.blue port.green upstream.file'
  [[ ${given[action]:-} == status ]] || needed+=' digest deployment container.port'
  for key in $needed; do [[ -n ${given[$key]:-} ]] || fail settings "The setting $key is missing."; done
  [[ ${given[port.blue]} != "${given[port.green]}" ]] || fail settings 'port.blue and port.green are the same.'
  [[ ${given[upstream.file]}${given[env.file]:-}${given[state.folder]} != *..* ]] || fail settings 'A path holds two dots in a row.'
  ((${#health_status[@]})) || health_status=(200)
  folder="${given[state.folder]}/${given[target]}"
}

check_host() {
  local tool
  for tool in docker nginx ps flock curl timeout base64; do
    type -P "$tool" >/dev/null || fail host "This host has no $tool on its PATH: install it."
  done
  given[upstream.file]="$(readlink -f -- "${given[upstream.file]}")" ||
    fail host 'The folder of the upstream file does not exist: install nginx, or mend the path.'
  [[ ${given[action]} == status || ! -v given[env.file] || -r ${given[env.file]} ]] ||
    fail host "There is no env file ${given[env.file]} on this host: put it there."
  try docker version --format "${open}.Server.Version${close}" || fail docker "Docker's daemon does not answer: $complaint"
  understood=yes
}

is_busy() { [[ -e $folder/lock ]] && ! flock -n "$folder/lock" true; }

take_lock() {
  try mkdir -p -- "$folder" || fail host "The state folder cannot be created: $complaint"
  exec 9>"$folder/lock"
  flock -w 2 9 || fail busy 'Another run for this target is in progress on this host: try again when it has ended.'
  rm -rf -- "$folder/login"
}
