/**
 * Something harmless to stand in for a value of the right type that cannot be used, so that rules can go on to speak about
 * the rest of the file. Names keep what tells them apart.
 */
export const specimens: Readonly<Record<string, (value: unknown) => unknown>> = {
  'bad-alias-name': (value) => `a-${bare(value)}`.slice(0, 128),
  'bad-batch': () => 1,
  'bad-duration': () => '5m',
  'bad-ecs-name': (value) => bare(value).slice(-255),
  'bad-function-name': (value) => bare(value).slice(-64),
  'bad-glob': () => '*',
  'bad-health-path': () => '/',
  'bad-host-path': (value) => `/${bare(value)}`,
  'bad-instance-tag': (value) => bare(value).slice(-128),
  'bad-percent': () => '10%',
  'bad-proof-regex': () => '.',
  'bad-proof-url': () => 'https://example.com/',
  'bad-regex': () => '.*',
  'bad-repository': () => 'repository',
  'bad-schedule-name': (value) => bare(value).slice(-64),
  'bad-semver-range': () => '*',
  'bad-tag': () => 'tag',
  'one-instance-tag': (value) => Object.fromEntries(entriesOr(value, ['Name', 'host']).slice(0, 1)),
  'one-shift': () => ({ canary: '10%', for: '10m' }),
  'one-tag-policy': (value) => Object.fromEntries(entriesOr(value, ['semver', '*']).slice(0, 1)),
}

function bare(value: unknown): string {
  return String(value).replaceAll(/[^A-Za-z0-9_-]+/g, '-')
}

function entriesOr(value: unknown, fallback: [string, unknown]): [string, unknown][] {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : []
  return entries.length > 0 ? entries : [fallback]
}
