# How the stand-ins keep containers, and what is true of one at this moment.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154
containers=$STAND_IN_HOST/docker/containers

field() {
  [ ! -e "$containers/$1/$2" ] || { read -r found <"$containers/$1/$2" && echo "$found"; }
}

# keep NAME FIELD VALUE…
keep() {
  kept=$containers/$1
  shift
  while [ $# -gt 0 ]; do
    printf '%s\n' "$2" >"$kept/$1"
    shift 2
  done
}

world_now() {
  read -r began <"$run_folder/now"
  echo "$((began + $(spent)))"
}

# Sets status, age (milliseconds), restarts, exit_code and oom of a container as they are now.
live() {
  status=$(field "$1" state) restarts=0 exit_code=$(field "$1" exit) oom=false age=0
  [ "$status" = running ] || return 0
  since=$(field "$1" since)
  age=$(($(world_now) - ${since:-0}))
  case $(field "$1" fate) in crashes | oom) ;; *) return 0 ;; esac
  restarts=$((age / 1000)) exit_code=1
  [ "$(field "$1" fate)" = crashes ] || { exit_code=137 oom=true; }
  [ "$(field "$1" restart)" != no ] || [ "$restarts" = 0 ] || { status=exited; keep "$1" state exited exit "$exit_code"; }
}

# The name of the running container that publishes port $1.
publisher() {
  for folder in "$containers"/*; do
    [ -d "$folder" ] || continue
    read -r port_of_it <"$folder/port"
    read -r state_of_it <"$folder/state"
    [ "$port_of_it" != "$1" ] || [ "$state_of_it" != running ] || echo "${folder##*/}"
  done
}
