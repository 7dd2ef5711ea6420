import { isRecord } from './value-at.ts'

/** What a resource is to the others: the value of `!Ref`, and of each `!GetAtt`. */
export interface PhysicalResource {
  readonly name: string
  readonly ref: string
  readonly attributes: Readonly<Record<string, string>>
}

export interface IntrinsicScope {
  readonly pseudo: Readonly<Record<string, string>>
  readonly resources: Readonly<Record<string, PhysicalResource>>
}

const NO_VALUE = Symbol('AWS::NoValue')

/**
 * Replaces CloudFormation's functions by what they come to: Ref, GetAtt, Sub, Join, Select, Split.
 * @throws {Error} naming a function, resource or attribute the sandbox does not know
 */
export function resolveIntrinsics(value: unknown, scope: IntrinsicScope): unknown {
  const resolved = resolve(value, scope)
  return resolved === NO_VALUE ? undefined : resolved
}

function resolve(value: unknown, scope: IntrinsicScope): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(item, scope)).filter((item) => item !== NO_VALUE)
  if (!isRecord(value)) return value
  const entries = Object.entries(value)
  const [only] = entries
  if (only && entries.length === 1 && isIntrinsic(only[0])) return call(only[0], only[1], scope)
  const settled = entries.map(([key, item]) => [key, resolve(item, scope)] as const)
  return Object.fromEntries(settled.filter(([, item]) => item !== NO_VALUE))
}

function isIntrinsic(key: string): boolean {
  return key === 'Ref' || key.startsWith('Fn::')
}

function call(name: string, given: unknown, scope: IntrinsicScope): unknown {
  if (name === 'Ref') return reference(String(given), scope)
  const argument = resolve(given, scope)
  if (name === 'Fn::Sub') return substitute(argument, scope)
  if (Array.isArray(argument)) {
    const [first, second] = argument
    if (name === 'Fn::GetAtt') return attribute(String(first), String(second), scope)
    if (name === 'Fn::Join') return [second].flat().join(String(first))
    if (name === 'Fn::Select') return [second].flat()[Number(first)]
    if (name === 'Fn::Split') return String(second).split(String(first))
  }
  throw new Error(
    `Cannot resolve ${name} of ${JSON.stringify(given)}: the sandbox knows Ref, GetAtt, Sub, Join, Select and Split.`,
  )
}

function reference(id: string, scope: IntrinsicScope): unknown {
  if (id === 'AWS::NoValue') return NO_VALUE
  return scope.pseudo[id] ?? resourceNamed(id, scope).ref
}

function attribute(id: string, name: string, scope: IntrinsicScope): string {
  const value = resourceNamed(id, scope).attributes[name]
  if (value !== undefined) return value
  throw new Error(`Cannot resolve !GetAtt ${id}.${name}: the sandbox gives this resource no attribute ${name}.`)
}

function substitute(argument: unknown, scope: IntrinsicScope): string {
  const [text, values] = Array.isArray(argument) ? argument : [argument, {}]
  const given: Record<string, unknown> = isRecord(values) ? values : {}
  return String(text).replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal) return `\${${name}}`
    if (name in given) return String(given[name])
    const dot = name.indexOf('.')
    if (dot < 0) return String(reference(name, scope))
    return attribute(name.slice(0, dot), name.slice(dot + 1), scope)
  })
}

function resourceNamed(id: string, scope: IntrinsicScope): PhysicalResource {
  const resource = scope.resources[id]
  if (resource) return resource
  throw new Error(`Cannot resolve a reference to ${id}: serverless.yml has no such resource or function.`)
}
