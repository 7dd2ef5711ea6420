function valueAt(path: string, subject: unknown): unknown {
  let value: unknown = subject
  for (const key of path.split('.').filter((each) => each !== ''))
    value = (value as Record<string, unknown> | undefined)?.[key]
  return value
}

function evaluate(expression: string, subject: unknown): string {
  const call = /^(index|join) (\S+) "([^"]*)"$/.exec(expression)
  if (call === null) return String(valueAt(expression, subject))
  const [, name, path = '', word = ''] = call
  const value = valueAt(path, subject)
  if (name === 'join') return (value as string[]).join(word)
  return (value as Record<string, string> | undefined)?.[word] ?? ''
}

/** Docker's `--format`, as far as fields, `index` and `join`. */
export function render(template: string, subject: unknown): string {
  return template.replaceAll(/\{\{(.*?)\}\}/g, (_, expression: string) => evaluate(expression, subject))
}
