/** Of the checks of `prove`, `scan` and `checks`. */
export const proofExplanations: Readonly<Record<string, { readonly why: string; readonly mend: string }>> = {
  'bad-alarms': {
    why: 'Alarms are a list of names, or names with how they are judged.',
    mend: 'Write [api-5xx] or { names: [api-5xx], insufficientData: quiet, firingAtStart: refuse }.',
  },
  'bad-header-name': {
    why: 'The name of a header has letters, digits and dashes.',
    mend: 'Write for example content-type.',
  },
  'bad-header-value': {
    why: 'A header is text of one line, or the place of a secret.',
    mend: 'Write a text, { ssm: NAME } or { secret: NAME }.',
  },
  'bad-log-group': {
    why: 'The name of a log group has letters, digits and . - _ / # only.',
    mend: 'Give the bare name, not its ARN: /ecs/api.',
  },
  'bad-proof-name': {
    why: 'The name of a proof has at most 64 letters, digits, spaces and . : / @ - _ only.',
    mend: 'Write for example name: health.',
  },
  'bad-proof-regex': {
    why: 'It is not a regular expression of JavaScript (with the flag u).',
    mend: 'Check brackets and escapes, and quote it in YAML.',
  },
  'bad-proof-url': {
    why: 'Only addresses with http or https and without a fragment can be asked.',
    mend: 'Write for example https://api.example.com/healthz.',
  },
  'bad-qualifier': {
    why: 'A function is called by an alias, a version or $LATEST.',
    mend: 'Write for example qualifier: live.',
  },
  'bad-security-group': {
    why: 'A security group is named by its id.',
    mend: 'Write for example sg-0123456789abcdef0.',
  },
  'bad-statistic': {
    why: 'CloudWatch does not know this statistic.',
    mend: 'Write Average, Sum, Minimum, Maximum, SampleCount or a percentile such as p95.',
  },
  'bad-status': {
    why: 'A status code is a number from 100 to 599.',
    mend: 'Write 200, or a list such as [200, 204].',
  },
  'bad-subnet': { why: 'A subnet is named by its id.', mend: 'Write for example subnet-0123456789abcdef0.' },
  'long-payload': {
    why: 'What is sent to a function is kept with each deployment.',
    mend: 'Send 1,024 characters at most.',
  },
  'many-dimensions': { why: 'A metric of CloudWatch has at most 30 dimensions.', mend: 'Leave some out.' },
  'many-headers': { why: 'They are kept with each deployment.', mend: 'Send ten headers at most.' },
  'one-body-match': {
    why: 'A body is looked through for one thing.',
    mend: 'Write exactly one of contains and matches.',
  },
}
