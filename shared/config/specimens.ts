/**
 * Something harmless to stand in for a value of the right type that cannot be used, so that rules can go on to speak about
 * the rest of the file. Names keep what tells them apart.
 */
export const specimens: Readonly<Record<string, (value: unknown) => unknown>> = {
  'bad-duration': () => '5m',
  'bad-ecs-name': (value) =>
    String(value)
      .replaceAll(/[^A-Za-z0-9_-]+/g, '-')
      .slice(-255),
  'bad-glob': () => '*',
  'bad-regex': () => '.*',
  'bad-repository': () => 'repository',
  'bad-semver-range': () => '*',
  'bad-tag': () => 'tag',
  'one-tag-policy': (value) => Object.fromEntries(entriesOr(value, ['semver', '*']).slice(0, 1)),
}

function entriesOr(value: unknown, fallback: [string, unknown]): [string, unknown][] {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : []
  return entries.length > 0 ? entries : [fallback]
}
