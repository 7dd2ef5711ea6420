import { AwsError, type Operation, type World } from '../../kernel/service.ts'

/** Calls a second, per account and region: GetFunction has its own share, all else of the control plane shares one. */
const RATES = { GetFunction: 100, others: 15 } as const

/** Invocations are limited by concurrency, not by the control plane's rates. */
const UNLIMITED = ['Invoke']

export interface ControlPlaneRates {
  readonly switch: (isOn: boolean) => void
  /** @throws {AwsError} TooManyRequestsException when the second's share is used up */
  readonly take: (operation: string) => void
}

/** Off until switched on. Shares refill on the world's clock. */
export function createRates({ clock }: World): ControlPlaneRates {
  const levels = new Map<keyof typeof RATES, { tokens: number; at: number }>()
  let isOn = false
  return {
    switch(on) {
      isOn = on
    },
    take(operation) {
      if (!isOn || UNLIMITED.includes(operation)) return
      const share = operation === 'GetFunction' ? operation : 'others'
      const perSecond = RATES[share]
      const now = clock.now()
      const level = levels.get(share) ?? { tokens: perSecond, at: now }
      const tokens = Math.min(perSecond, level.tokens + ((now - level.at) / 1000) * perSecond)
      levels.set(share, { tokens: Math.max(0, tokens - 1), at: now })
      if (tokens < 1) throw new AwsError('TooManyRequestsException', 'Rate exceeded', 429)
    },
  }
}

export function limited(
  rates: ControlPlaneRates,
  operations: Readonly<Record<string, Operation>>,
): Record<string, Operation> {
  const limit = (name: string, operation: Operation): Operation => {
    return (input, call) => {
      rates.take(name)
      return operation(input, call)
    }
  }
  return Object.fromEntries(Object.entries(operations).map(([name, operation]) => [name, limit(name, operation)]))
}
