#!/bin/sh
# The one call of the AWS CLI that the host script makes.
[ "$*" = 'ecr get-login-password --region eu-west-1' ] || { echo "aws: unexpected: $*" >&2; exit 252; }
[ -r "$STAND_IN/password" ] || { echo 'Unable to locate credentials. You can configure credentials by running "aws configure".' >&2; exit 253; }
cat "$STAND_IN/password"
