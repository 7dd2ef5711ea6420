import { valueAt } from './value-at.ts'

/** Where `${…}` finds its values. */
export interface VariableSources {
  /** The whole file, unresolved. */
  readonly document: unknown
  readonly options: Readonly<Record<string, string>>
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly stage: string
  readonly region: string
  readonly account: string
  /** The content of a file named in `${file(…)}`. */
  readonly readFile: (path: string) => unknown
}

const VARIABLE = /\$\{((?:self|sls|opt|env|aws|param|file)[:(][^${}]*)\}/
const DEEPEST = 50

/**
 * Replaces every Serverless variable in `value`, inner ones first; a string that is one variable takes its value's type.
 * CloudFormation's own `${AWS::Region}` and `${Resource.Arn}` stay.
 * @throws {Error} naming a variable that has no value, or that leads to itself
 */
export function resolveVariables(value: unknown, sources: VariableSources, depth = 0): unknown {
  if (depth > DEEPEST) throw new Error(`Cannot resolve ${JSON.stringify(value)}: the variables lead to each other.`)
  if (typeof value === 'string') return resolveText(value, sources, depth)
  if (Array.isArray(value)) return value.map((item) => resolveVariables(item, sources, depth))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, item]) => [key, resolveVariables(item, sources, depth)])
  return Object.fromEntries(entries)
}

function resolveText(text: string, sources: VariableSources, depth: number): unknown {
  const match = VARIABLE.exec(text)
  if (!match?.[1]) return text
  const found = resolveExpression(match[1], sources, depth)
  if (match[0] === text) return resolveVariables(found, sources, depth + 1)
  const replaced = text.slice(0, match.index) + String(found) + text.slice(match.index + match[0].length)
  return resolveText(replaced, sources, depth + 1)
}

function resolveExpression(expression: string, sources: VariableSources, depth: number): unknown {
  for (const alternative of splitAlternatives(expression)) {
    const value = lookUp(alternative, sources, depth)
    if (value !== undefined) return value
  }
  throw new Error(`Cannot resolve \${${expression}}: none of its sources has a value. Set one or give a default.`)
}

/** `opt:stage, 'a,b'` gives two: commas in quotes and parentheses separate nothing. */
function splitAlternatives(expression: string): string[] {
  const parts = expression.match(/(?:'[^']*'|"[^"]*"|\([^)]*\)|[^,])+/g) ?? []
  return parts.map((part) => part.trim())
}

function lookUp(source: string, sources: VariableSources, depth: number): unknown {
  const quoted = /^(['"])(.*)\1$/.exec(source)
  if (quoted) return quoted[2]
  if (/^(-?\d+(\.\d+)?|true|false|null)$/.test(source)) return JSON.parse(source)
  const file = /^file\(([^)]+)\)(?::(.+))?$/.exec(source)
  if (file?.[1]) return valueAt(sources.readFile(file[1].trim()), file[2])
  const [type = '', address = ''] = [source.slice(0, source.indexOf(':')), source.slice(source.indexOf(':') + 1)]
  switch (type) {
    case 'self':
      return valueAt(sources.document, address, (value) => resolveVariables(value, sources, depth + 1))
    case 'opt':
      return sources.options[address]
    case 'env':
      return sources.environment[address]
    case 'sls':
      return { stage: sources.stage, instanceId: 'sandbox' }[address]
    case 'aws':
      return { region: sources.region, accountId: sources.account, partition: 'aws' }[address]
    default:
      return undefined
  }
}
