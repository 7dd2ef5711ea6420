# shellcheck shell=bash
# The actions, from what there is to what is asked.

show() {
  read_upstream_or_fail
  look_at_both
  trouble="There is no upstream file yet."
  [[ $active == none ]] || trouble="nginx points at $active."
  find_nginx || true
  tell seen '' "$trouble"
}

# Both ways of bringing a release here, deploy and revert.
put() {
  local old
  take_lock
  mend
  read_upstream_or_fail
  [[ $active == none ]] || find_nginx || fail proxy "$trouble"
  look_at_both
  if is_here; then tidy && tell kept '' "${given[digest]:0:19} runs on $active already and is healthy."; return; fi
  check_idle
  fill
  wait_healthy
  switch
  old="$active" active="$idle" idle="$old"
  [[ $old == none ]] || retire "$old"
  look_at_both
  prune
  tell switched '' "$active runs ${given[digest]:0:19} and answers on ${given[health.path]}."
}

is_here() {
  [[ $active != none && ${digest_of[$active]} == "${given[digest]}" ]] && runs "$active" || return 1
  [[ ${given[action]} == revert || ${given[same]} == keep || ${label[$active]} == "${given[deployment]}" ]] || return 1
  answers "$active"
}

check_idle() {
  ! runs "$idle" || [[ ${container[$idle]} == "$(name_of "$idle")" ]] ||
    fail host "Port $(port_of "$idle") of $idle is taken by container ${container[$idle]:0:12}, which nginx does not use: stop and remove it."
}

fill() {
  if start_kept; then return; fi
  pull_image
  vacate
  start_new
}

# What a run that was cut off after its switch had still to do.
tidy() {
  if runs "$idle" && [[ ${container[$idle]} == "$(name_of "$idle")" ]]; then retire "$idle"; fi
  look_at_both
  prune
}

# Stops a colour that nginx has left, and keeps it. Whatever goes wrong here, the switch stands.
retire() {
  local name
  name="$(name_of "$1")"
  runs "$1" || return 0
  drain "$1"
  if halt "${container[$1]}"; then step "stopped $1"; else step "could not stop $1: $complaint"; return; fi
  [[ ${container[$1]} != "$name" ]] || return 0
  try docker rm --volumes "$name" || true
  try docker rename "${container[$1]}" "$name" || step "could not rename ${container[$1]:0:12} to $name"
}

# Without force: docker refuses what any container uses, running or kept.
prune() {
  local tag digest wanted removed=0
  [[ ${given[prune]} == yes ]] || return 0
  wanted=" ${given[digest]} ${digest_of[blue]} ${digest_of[green]} ${keep[*]} "
  try docker images --digests --format "$(fields .Tag .Digest)" "${given[repository]}" || { step 'could not list the images'; return; }
  while read -r tag digest; do
    [[ $digest == sha256:* && $wanted != *" $digest "* ]] || continue
    [[ $tag == '<none>' ]] || try docker rmi "${given[repository]}:$tag" || true
    try docker rmi "${given[repository]}@$digest" || [[ ${complaint,,} == *'no such image'* ]] || continue
    removed=$((removed + 1))
  done <<<"$said"
  step "pruned $removed images"
}

main() {
  trap leave EXIT
  trap 'broke_at=$LINENO' ERR
  trap '[[ -n $answered ]] || fail interrupted "A signal ended the run. Run it again: what is half-done is mended then."' TERM INT HUP
  errors="$(mktemp)"
  read_settings "$@"
  check_settings
  check_host
  if [[ ${given[action]} == status ]]; then show; else put; fi
}

main "$@" </dev/null
