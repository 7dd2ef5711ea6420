/** Why a check exists and how to mend it, by the name of the check. */
export const explanations: Readonly<Record<string, { readonly why: string; readonly mend: string }>> = {
  'bad-account': {
    why: 'An account is twelve digits, as text: YAML reads bare digits as a number.',
    mend: "Quote it: '123456789012'.",
  },
  'bad-duration': { why: 'A duration is a whole number and a unit (s, m or h).', mend: 'Write 30s, 20m or 1h.' },
  'bad-ecs-name': {
    why: 'Names of clusters, services, families and containers have letters, digits, - and _ only.',
    mend: 'Give the bare name, not its ARN.',
  },
  'bad-glob': {
    why: 'A glob has tag characters, *, ?, [classes] and {alternatives,…}; brackets must close.',
    mend: 'Write for example main-* or release-{eu,us}-*.',
  },
  'bad-regex': {
    why: 'It is not a regular expression of JavaScript.',
    mend: "Check brackets and escapes, and quote it: '[0-9a-f]{7}'.",
  },
  'bad-region': { why: 'A region looks like us-east-1.', mend: 'Give the code of the region.' },
  'bad-repository': {
    why: 'A repository is a name in lowercase (team/api) or a full URI without tag or digest.',
    mend: 'Write team/api or 123456789012.dkr.ecr.us-east-1.amazonaws.com/team/api.',
  },
  'bad-role': {
    why: 'A role is named by its ARN, since the right to pass it is granted on exactly that.',
    mend: 'Write arn:aws:iam::123456789012:role/NAME.',
  },
  'bad-secret-name': {
    why: 'The name of a parameter or secret has letters, digits and / . _ + = @ - only.',
    mend: 'Give the name under which the webhook is kept, never the webhook itself.',
  },
  'bad-semver-range': { why: 'It is not a range of versions.', mend: "Write for example '>=1.0.0', '^2.1' or '1.x'." },
  'bad-tag': {
    why: 'A tag has letters, digits, _ . - only, at most 128, and begins with a letter, a digit or _.',
    mend: 'Give one tag; for patterns use glob, regex or semver.',
  },
  'bad-target-name': {
    why: 'The name of a target has lowercase letters, digits and dashes, at most 64.',
    mend: 'Rename it, for example api-production.',
  },
  'no-containers': {
    why: 'A target without containers has nothing to deploy.',
    mend: 'Name at least one container with its repository and tags.',
  },
  'no-targets': { why: 'Without targets there is nothing to look after.', mend: 'Add at least one target.' },
  'one-kind': { why: 'A target is one thing that runs images.', mend: 'Write exactly one of: ecs.' },
  'one-secret-name': {
    why: 'The webhook is kept in one place.',
    mend: 'Write exactly one of ssm: NAME and secret: NAME.',
  },
  'one-tag-policy': {
    why: 'A container follows tags in one way.',
    mend: 'Write exactly one of exact, glob, regex and semver.',
  },
  'unsupported-version': { why: 'This Longshore reads version 1.', mend: 'Write version: 1.' },
}
