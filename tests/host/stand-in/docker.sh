#!/bin/sh
# A docker client as far as the host script needs one: hands its arguments to the daemon beside it.
set -eu
config=${DOCKER_CONFIG:-$STAND_IN/docker-config}
[ "$1" != login ] || set -- "$@" "$(cat)"
if [ "$1" = pull ] && ! [ -e "$config/config.json" ]; then
  echo "Error response from daemon: Head \"https://registry/v2/\": no basic auth credentials" >&2
  exit 1
fi
answer=$(printf '%s\0' "$@" | /usr/bin/curl --silent --unix-socket "$STAND_IN/docker.sock" --data-binary @- --write-out '
%{http_code}' http://docker/) || {
  echo "Cannot connect to the Docker daemon at unix://$STAND_IN/docker.sock. Is the docker daemon running?" >&2
  exit 1
}
code=${answer##*
}
body=${answer%
*}
[ "$1 $code" != 'login 200' ] || echo "$6" >"$config/config.json"
[ "$code" != 200 ] || { [ -z "$body" ] || printf '%s\n' "$body"; exit 0; }
printf '%s\n' "$body" >&2
exit $((code - 400))
