# shellcheck shell=bash
# Filling, emptying and health-checking a colour.

start_new() {
  local options=() entry
  for entry in "${volume[@]}"; do options+=(--volume "$entry"); done
  for entry in "${log_option[@]}"; do options+=(--log-opt "$entry"); done
  [[ ! -v given[log.driver] ]] || options+=(--log-driver "${given[log.driver]}")
  [[ ! -v given[env.file] ]] || options+=(--env-file "${given[env.file]}")
  try docker run --detach --pull never --name "$(name_of "$idle")" --restart "${given[restart]}" \
    --label "longshore.deployment=${given[deployment]}" --publish "127.0.0.1:$(port_of "$idle"):${given[container.port]}" \
    "${options[@]}" "$(image)" && step "started $idle" && return
  trouble="$complaint"
  [[ ! -v given[env.file] || ! ${trouble,,} =~ variable|environment|'env file' ]] ||
    trouble="${given[env.file]} is malformed (docker's words may quote it, so they are left out)"
  try docker rm --volumes "$(name_of "$idle")" || true
  fail start "No container could be started for $idle: $trouble"
}

start_kept() {
  local name
  name="$(name_of "$idle")"
  [[ ${given[action]} == revert && ${container[$idle]} == "$name" && ${digest_of[$idle]} == "${given[digest]}" ]] || return 1
  if try docker update --restart "${given[restart]}" "$name" && try docker start "$name"; then step "started the kept $idle"; return; fi
  step "the kept $idle does not start"
  return 1
}

# Empties the idle colour. One that still runs was left by a run that was cut off, and may have requests to finish.
vacate() {
  [[ ${state[$idle]} != absent ]] || return 0
  if runs "$idle"; then
    drain "$idle"
    halt "$(name_of "$idle")" || fail start "The $idle container of an earlier run does not stop: $complaint"
  fi
  try docker rm --volumes "$(name_of "$idle")" || fail start "The old $idle container cannot be removed: $complaint"
}

# Its restart policy is put aside first, so that neither a reboot nor a death between the two calls leaves one that wakes again.
halt() {
  local limit
  limit="$((${given[stop.seconds]} + 60))"
  try docker update --restart no "$1" && try docker stop -t "${given[stop.seconds]}" "$1"
}

# Makes room where a container failed, and keeps it for whoever reads its log.
put_aside() {
  local failed="${given[target]}-failed"
  halt "$(name_of "$idle")" || true
  try docker rm --volumes "$failed" || true
  try docker rename "$(name_of "$idle")" "$failed" || step "could not move $idle aside"
}

http_status() {
  curl -q --silent --output /dev/null --write-out '%{http_code}' --noproxy '*' --globoff --max-time 5 \
    "http://127.0.0.1:$(port_of "$1")${given[health.path]}" || true
}

answers() { [[ $1 != none && " ${health_status[*]} " == *" $(http_status "$1") "* ]]; }

wait_healthy() {
  local began status
  began="$(now)"
  until status="$(http_status "$idle")" && [[ " ${health_status[*]} " == *" $status "* ]]; do
    check_alive
    (("$(now)" - began < ${given[health.seconds]})) ||
      unhealthy "did not answer ${health_status[*]} on ${given[health.path]} within ${given[health.seconds]} s, but: ${status/000/nothing}"
    sleep 0.25
  done
  check_alive
  step "$idle healthy after $(("$(now)" - began)) s"
}

check_alive() {
  local status restarts code memory
  try docker inspect --type container --format "$(fields .State.Status .RestartCount .State.ExitCode .State.OOMKilled)" "$(name_of "$idle")" ||
    unhealthy "is gone: $complaint"
  read -r status restarts code memory <<<"$said"
  [[ $memory != true ]] || unhealthy 'ran out of memory'
  [[ $status != exited && $status != dead ]] || unhealthy "ended with code $code"
  ((restarts < 2)) || unhealthy "ended and was restarted $restarts times, last with code $code"
}

unhealthy() {
  put_aside
  fail unhealthy "The new $idle container $1. nginx still points at ${active/none/nothing}. Read: docker logs ${given[target]}-failed"
}
