# What all stand-ins share; each begins by reading this. They live on a host whose directory is $STAND_IN_HOST.
# shellcheck shell=sh
run_folder=$STAND_IN_HOST/run

# Ends the script and everything it started; $1 says why.
kill_script() {
  echo "$1" >"$run_folder/killed"
  kill -s KILL -- "-$STAND_IN_LEADER"
  exit 137
}

# Notes that something took $1 milliseconds of the world's time.
spend() {
  echo "$1" >>"$run_folder/spent"
  read -r limit <"$run_folder/limit"
  if [ "$(spent)" -gt "$limit" ]; then kill_script 'out of time'; fi
}

spent() {
  total=0
  while read -r each; do total=$((total + each)); done <"$run_folder/spent"
  echo "$total"
}

# The host dies $1 (before or after) a call that begins like "$2".
die_if_told() {
  told_when='' told_call=''
  read -r told_when told_call <"$run_folder/dies" || true
  if [ "$told_when" != "$1" ]; then return 0; fi
  case $2 in "$told_call"*) kill_script 'died' ;; esac
}

begin() {
  call="${0##*/} $*"
  die_if_told before "$call"
  trap 'status=$?; die_if_told after "$call"; exit "$status"' EXIT
}
