/** One number that Lambda gives CloudWatch for one invocation, under one set of dimensions. */
export interface InvocationMetric {
  readonly name: 'Invocations' | 'Errors' | 'Throttles' | 'Duration'
  readonly dimensions: Readonly<Record<string, string>>
  readonly value: number
}

/** What is known of an invocation that ended. */
export interface Measured {
  readonly functionName: string
  readonly qualifier?: string
  readonly version: string
  readonly ended: 'ok' | 'error' | 'throttled'
  readonly durationMs: number
}

/**
 * The metrics of one invocation. Each goes under the function's name, under `Resource` (the name with the qualifier it was
 * called by) and, called by an alias, under the version that ran as well. A throttled one is no invocation.
 */
export function metricsOf(measured: Measured): InvocationMetric[] {
  return dimensionsOf(measured).flatMap((dimensions) =>
    valuesOf(measured).map(([name, value]) => ({ name, value, dimensions })),
  )
}

function valuesOf({ ended, durationMs }: Measured): (readonly [InvocationMetric['name'], number])[] {
  if (ended === 'throttled') return [['Throttles', 1]]
  return [
    ['Invocations', 1],
    ['Errors', ended === 'error' ? 1 : 0],
    ['Throttles', 0],
    ['Duration', durationMs],
  ]
}

function dimensionsOf({ functionName, qualifier, version }: Measured): Record<string, string>[] {
  const FunctionName = functionName
  const Resource = qualifier === undefined ? functionName : `${functionName}:${qualifier}`
  const named = [{ FunctionName }, { FunctionName, Resource }]
  const isAlias = qualifier !== undefined && qualifier !== version
  return isAlias ? [...named, { FunctionName, Resource, ExecutedVersion: version }] : named
}
