/** What every client shares: three attempts and time limits, so that a hung socket never eats a function's time. */
export interface ClientSettings {
  readonly region?: string
  readonly maxAttempts: number
  readonly retryMode: 'standard'
  readonly requestHandler: {
    readonly connectionTimeout: number
    readonly requestTimeout: number
    /** Without it the SDK only warns when a request takes too long. */
    readonly throwOnRequestTimeout: true
  }
}

/** The region defaults to that of the environment; the endpoint always comes from there. */
export function clientSettings(region?: string): ClientSettings {
  return {
    maxAttempts: 3,
    retryMode: 'standard',
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
    ...(region === undefined ? {} : { region }),
  }
}
