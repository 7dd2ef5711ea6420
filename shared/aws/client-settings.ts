/** Credentials for a while. Asked for before each call; throws what the call then throws. */
export type Credentials = () => Promise<{
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  readonly expiration: Date
}>

/** Where a client calls, and as whom. Clients are kept by it: the same place is always the same object. */
export interface ClientPlace {
  readonly region: string
  /** Absent: in the account of the function, as the function. */
  readonly credentials?: Credentials
}

/** What every client shares: three attempts and time limits, so that a hung socket never eats a function's time. */
export interface ClientSettings {
  readonly region?: string
  /** Absent: those of the function itself. */
  readonly credentials?: Credentials | { readonly accessKeyId: string; readonly secretAccessKey: string }
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

/** Of a client in another place; of one where the function is when there is none. */
export function settingsAt(at: ClientPlace | undefined): ClientSettings {
  return { ...clientSettings(at?.region), ...(at?.credentials ? { credentials: at.credentials } : {}) }
}
