# shellcheck shell=bash
# What there is: containers by colour, and the image.

# No child holds our locks (8, 9) longer than we do, and none waits for ever.
docker() { timeout "${limit:-60}" env ${login_folder:+DOCKER_CONFIG="$login_folder"} docker "$@" 8>&- 9>&-; }

# try COMMAND…: leaves its output in `said` and its complaint in `complaint`.
try() {
  local code=0
  said="$("$@" 2>"$errors")" || code=$?
  complaint="$(<"$errors")"
  return "$code"
}

now() { date +%s; }
other_than() { if [[ $1 == blue ]]; then echo green; else echo blue; fi; }
name_of() { echo "${given[target]}-$1"; }
port_of() { echo "${given[port.$1]}"; }
image() { echo "${given[repository]}@${given[digest]}"; }
runs() { [[ ! ${state[$1]:-absent} =~ ^(absent|created|exited|dead)$ ]]; }

# look COLOUR: at its container or, if none of its name runs, at whatever container holds its port. False if docker does not answer.
look() {
  inspect "$1" "$(name_of "$1")" || return 1
  if runs "$1"; then return 0; fi
  try docker ps --quiet --no-trunc --filter "publish=$(port_of "$1")" || return 1
  [[ -z $said ]] || inspect "$1" "${said%%$'\n'*}"
}

look_at_both() { { look blue && look green; } || fail docker "Docker stopped answering: $complaint"; }

inspect() {
  local status reference id deployment
  state[$1]=absent digest_of[$1]='' label[$1]='' container[$1]=''
  if ! try docker inspect --type container \
    --format "$(fields .State.Status .Config.Image .Image 'index .Config.Labels "longshore.deployment"')" "$2"; then
    [[ ${complaint,,} == *'no such'* ]]
    return
  fi
  read -r status reference id deployment <<<"$said"
  state[$1]="$status" container[$1]="$2" label[$1]="$deployment" digest_of[$1]="$(digest_in "$reference" "$id")"
}

fields() {
  local field
  for field in "$@"; do printf '%s%s%s ' "$open" "$field" "$close"; done
}

# digest_in REFERENCE ID: of a container's image; in our repository only.
digest_in() {
  local found='' entry
  if [[ $1 == "${given[repository]}@"* ]]; then echo "${1##*@}" && return; fi
  try docker image inspect --format "${open}join .RepoDigests \" \"${close}" "$2" || return 0
  for entry in $said; do
    [[ $entry == "${given[repository]}@"* ]] || continue
    if [[ -z $found || ${entry##*@} == "${given[digest]:-}" ]]; then found="${entry##*@}"; fi
  done
  echo "$found"
}

pull_image() {
  if try docker image inspect --format "$(fields .Id)" "$(image)"; then step 'image is here'; return; fi
  [[ ${given[login]} == none ]] || log_in
  if limit=1800 try docker pull --quiet "$(image)"; then step 'pulled'; return; fi
  case "${complaint,,}" in
    *'no basic auth'* | *credential* | *'token has expired'*) fail login "The registry refuses the login: $complaint" ;;
    *denied*) fail pull "The registry does not let this host pull the image: $complaint" ;;
    *'manifest unknown'* | *'not found'* | *'does not exist'*) fail image-gone "The registry has no such image any more: $complaint" ;;
    *) fail pull "The image could not be pulled: $complaint" ;;
  esac
}

# The registry's password goes through pipes, and into a folder that only this run has.
log_in() {
  local registry="${given[repository]%%/*}" token
  [[ $registry =~ ^[0-9]{12}\.dkr\.ecr\.([a-z0-9-]+)\. ]] || fail settings 'The repository is not in ECR: give login=none.'
  type -P aws >/dev/null ||
    fail host 'This host has no aws on its PATH: install the AWS CLI, or a credential helper and give login=none.'
  try timeout 60 aws ecr get-login-password --region "${BASH_REMATCH[1]}" || fail login "No password from ECR: $complaint"
  token="$said" said=''
  mkdir -p -- "$folder/login"
  login_folder="$folder/login"
  printf '%s' "$token" | docker login --username AWS --password-stdin "$registry" >/dev/null 2>"$errors" ||
    fail login "The registry refuses the login: $(<"$errors")"
}
