import { proofExplanations } from './proof-explanations.ts'

/** Why a check exists and how to mend it, by the name of the check. */
export const explanations: Readonly<Record<string, { readonly why: string; readonly mend: string }>> = {
  ...proofExplanations,
  'bad-account': {
    why: 'An account is twelve digits, as text: YAML reads bare digits as a number.',
    mend: "Quote it: '123456789012'.",
  },
  'any-run': {
    why: 'Any branch or tag would be everybody who may push to the repository.',
    mend: 'Name the branch or a pattern of tags: ref:refs/heads/main, ref:refs/tags/v*.',
  },
  'bad-provider': {
    why: 'It is an ARN of IAM, as aws iam list-open-id-connect-providers shows it.',
    mend: 'Write arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com, or leave it out.',
  },
  'bad-pusher-name': {
    why: 'Roles are called after it: up to 30 small letters, digits and hyphens.',
    mend: 'Write for example api.',
  },
  'bad-run': {
    why: 'A run is known by its branch, its tag or its environment.',
    mend: 'Write ref:refs/heads/main, ref:refs/tags/v* or environment:production.',
  },
  'no-pushers': { why: 'Nobody could push.', mend: 'Name one, or take githubActions out.' },
  'bad-age': { why: 'An age is a whole number of days or hours.', mend: 'Write 30d or 12h.' },
  'bad-alias-name': {
    why: 'The name of an alias has letters, digits, - and _, and is no number.',
    mend: 'Give the bare name, for example live.',
  },
  'bad-approve': {
    why: 'A start is approved within a time, or needs no approval.',
    mend: 'Write { within: 24h }, or false where the defaults ask for one.',
  },
  'bad-batch': {
    why: 'A batch is a number of hosts up to 50, or a share of all of them.',
    mend: 'Write for example 1 or 25%.',
  },
  'bad-base-url': {
    why: 'It must be the http or https URL that the API is under.',
    mend: 'Write for example https://slack.com/api/.',
  },
  'bad-channel': {
    why: 'A channel is named by its id, or by its name after #.',
    mend: "Copy the id out of the channel's details: C0123456789.",
  },
  'bad-codedeploy-name': {
    why: 'Names of applications, groups and configurations have at most 100 characters, without space, / and :.',
    mend: 'Give the bare name, not its ARN.',
  },
  'bad-date': { why: 'A date is year, month and day.', mend: "Quote it: '2026-12-25'." },
  'bad-environment': {
    why: 'An environment has a name of at most 255 plain characters.',
    mend: 'Write for example production.',
  },
  'bad-freeze-time': {
    why: 'A freeze begins and ends at a time of a day of the week, or of a date.',
    mend: "Write 'Fri 16:00' or '2026-12-20 18:00', in hours from 00 to 23.",
  },
  'bad-host': {
    why: 'Labels of images name a host in lower case, without https:// and without a path.',
    mend: 'Write for example github.example.com.',
  },
  'bad-source': {
    why: 'Code is in a repository of an owner on GitHub.',
    mend: 'Write OWNER/NAME as in acme/api, or an OWNER alone under owners.',
  },
  'bad-duration': { why: 'A duration is a whole number and a unit (s, m or h).', mend: 'Write 30s, 20m or 1h.' },
  'bad-ecs-name': {
    why: 'Names of clusters, services, families and containers have letters, digits, - and _ only.',
    mend: 'Give the bare name, not its ARN.',
  },
  'bad-end-name': {
    why: 'The name of an end has lowercase letters, digits and dashes, at most 32.',
    mend: 'Write for example ops-teams.',
  },
  'bad-external-id': {
    why: 'An external id has 2 to 1224 letters, digits and _ + = , . @ : / - only.',
    mend: 'Give the one that the trust policy of the role names.',
  },
  'bad-function-name': {
    why: 'The name of a function has letters, digits, - and _ only, at most 64.',
    mend: 'Give the bare name, not its ARN, and the alias under alias.',
  },
  'bad-glob': {
    why: 'A glob has tag characters, *, ?, [classes] and {alternatives,…}; brackets must close.',
    mend: 'Write for example main-* or release-{eu,us}-*.',
  },
  'bad-group-name': {
    why: 'The name of a group has small letters, digits and -, at most 64.',
    mend: 'Write for example shop or payments-eu.',
  },
  'bad-page': {
    why: 'There is a page or there is none; it may say how many requests at a time are answered, from 1 to 1000.',
    mend: 'Write page: true, or page: { most: 10 }.',
  },
  'bad-percent': { why: 'A share of traffic is a whole percentage from 1% to 99%, as text.', mend: 'Write 10%.' },
  'bad-regex': {
    why: 'It is not a regular expression of JavaScript.',
    mend: "Check brackets and escapes, and quote it: '[0-9a-f]{7}'.",
  },
  'bad-health-path': {
    why: 'The path of a health check begins with / and has characters of a URL only.',
    mend: 'Write for example /healthz.',
  },
  'bad-hook': {
    why: 'A hook is a Lambda function that CodeDeploy calls.',
    mend: 'Give the name or the ARN of the function.',
  },
  'bad-host-path': {
    why: 'A path on a host is absolute, without two dots in a row, of letters, digits and . _ / @ + - only.',
    mend: 'Write for example /etc/nginx/conf.d/web.upstream.conf.',
  },
  'bad-instance-tag': {
    why: 'Tags of instances have letters, digits, spaces and . : / = + @ - _ only.',
    mend: 'Write for example { App: web }.',
  },
  'bad-log-driver': { why: 'It is no name of a log driver.', mend: 'Write for example json-file or awslogs.' },
  'bad-log-option': { why: 'An option of a log driver is key=value.', mend: 'Write for example max-size=10m.' },
  'bad-mention': {
    why: 'Slack mentions people by their ids; a name would be plain text.',
    mend: "Copy the member id (U…) out of a person's profile, or the id of a user group (S…).",
  },
  'bad-network': {
    why: 'A network is an address, a slash and the number of bits that count.',
    mend: 'Write for example 10.0.0.0/8.',
  },
  'bad-one-line': { why: 'It must be one line of plain characters.', mend: 'Leave out line breaks and accents.' },
  'bad-region': { why: 'A region looks like us-east-1.', mend: 'Give the code of the region.' },
  'bad-repository': {
    why: 'A repository is a name in lowercase (team/api) or a full URI without tag or digest.',
    mend: 'Write team/api or 123456789012.dkr.ecr.us-east-1.amazonaws.com/team/api.',
  },
  'bad-restart': {
    why: 'Docker knows four restart policies.',
    mend: 'Write no, always, unless-stopped or on-failure:5.',
  },
  'bad-role': {
    why: 'A role is named by its ARN, since the right to pass it is granted on exactly that.',
    mend: 'Write arn:aws:iam::123456789012:role/NAME.',
  },
  'bad-schedule-name': {
    why: 'Names of rules, their targets, schedules and groups have letters, digits and . _ - only, at most 64.',
    mend: 'Give the bare name, not its ARN.',
  },
  'bad-secret-name': {
    why: 'The name of a parameter or secret has letters, digits and / . _ + = @ - only.',
    mend: 'Give the name under which the secret is kept, never the secret itself.',
  },
  'bad-schedule': {
    why: 'EventBridge knows rate(1 day) and cron with six fields.',
    mend: 'Write for example rate(1 day) or cron(0 4 * * ? *).',
  },
  'bad-semver-range': { why: 'It is not a range of versions.', mend: "Write for example '>=1.0.0', '^2.1' or '1.x'." },
  'bad-slack-group': {
    why: 'A user group is named by its id, which begins with S.',
    mend: "Copy the id out of the group's details: S0123456789.",
  },
  'bad-slack-team': {
    why: 'A workspace is named by its id, which begins with T.',
    mend: 'Take it from the address of the workspace in a browser, https://app.slack.com/client/T0123456789/….',
  },
  'bad-slack-user': {
    why: 'A person is named by the id of the account, which begins with U or W: names change.',
    mend: "Copy the member id out of the person's profile: U0123456789.",
  },
  'bad-tag': {
    why: 'A tag has letters, digits, _ . - only, at most 128, and begins with a letter, a digit or _.',
    mend: 'Give one tag; for patterns use glob, regex or semver.',
  },
  'bad-target-glob': {
    why: 'It can match no name of a target.',
    mend: "Write a name or for example '*-production'.",
  },
  'bad-target-name': {
    why: 'The name of a target has lowercase letters, digits and dashes, at most 64.',
    mend: 'Rename it, for example api-production.',
  },
  'bad-time-of-day': { why: 'A time of day is hours and minutes.', mend: "Quote it: '22:00'." },
  'bad-upstream-name': {
    why: 'The name of an upstream has letters, digits and _ . - only.',
    mend: 'Write the name that proxy_pass uses.',
  },
  'bad-volume': {
    why: 'A volume is source:/path, and options after another colon.',
    mend: 'Write for example /data:/data:ro.',
  },
  'bad-zone': { why: 'It is no time zone that this Node knows.', mend: 'Write for example Europe/Berlin or UTC.' },
  'half-quiet': {
    why: 'Quiet hours have a beginning and an end that differ.',
    mend: "Write both: { zone: UTC, from: '22:00', to: '07:00' }.",
  },
  'idle-route': {
    why: 'A route without a channel and without people changes nothing.',
    mend: 'Add channel: C0123456789 or mention: [S0123456789].',
  },
  'long-command': {
    why: 'ECS takes 8,192 characters of everything that a task overrides, and the command is kept with each deployment.',
    mend: 'Keep the script in the image and give its name: command: [./migrate.sh].',
  },
  'no-command': {
    why: 'A task without a command would run the program of the service.',
    mend: 'Write command: [npm, run, migrate].',
  },
  'no-containers': {
    why: 'A target without containers has nothing to deploy.',
    mend: 'Name at least one container with its repository and tags.',
  },
  'no-targets': { why: 'Without targets there is nothing to look after.', mend: 'Add at least one target.' },
  'nobody-may-press': {
    why: 'Buttons that nobody may press would refuse everybody.',
    mend: 'Name people by users: [U0123456789], user groups by groups: [S0123456789], or remove actions.',
  },
  'one-github': {
    why: 'GitHub is spoken to by an App or with a token.',
    mend: 'Write exactly one of app: { id, key } and token.',
  },
  'one-instance-tag': {
    why: 'The hosts of a target are found by one tag.',
    mend: 'Write for example tag: { App: web }.',
  },
  'one-kind': {
    why: 'A target is one thing that runs images.',
    mend: 'Write exactly one of: ecs, lambda, scheduledTask, dockerHost.',
  },
  'one-schedule': {
    why: 'A scheduled task is run by one rule or by one schedule.',
    mend: 'Write exactly one of rule: NAME and schedule: NAME.',
  },
  'one-secret-name': {
    why: 'A secret is kept in one place.',
    mend: 'Write exactly one of ssm: NAME and secret: NAME.',
  },
  'one-shift': {
    why: 'Traffic moves in one way: a share for a while, or share after share.',
    mend: 'Write { canary: 10%, for: 10m } or { linear: 10%, every: 1m }.',
  },
  'one-slack': {
    why: 'Slack is told by a webhook or by a bot; both would tell everything twice.',
    mend: 'Write exactly one of webhook: { ssm: NAME } and bot: { token: { ssm: NAME }, channel: C0123456789 }.',
  },
  'one-tag-policy': {
    why: 'A container follows tags in one way.',
    mend: 'Write exactly one of exact, glob, regex and semver.',
  },
  'schedule-part': {
    why: 'A target belongs to a rule, a group to a schedule.',
    mend: 'Write rule and target, or schedule and group.',
  },
  'unsupported-version': { why: 'This Longshore reads version 1.', mend: 'Write version: 1.' },
}
