/** What an account says of a service: the part that only it knows. */
export interface ServiceFacts {
  readonly cluster: string
  readonly service: string
  readonly account: string
  readonly region: string
  readonly family: string
  readonly taskRole?: string
  readonly executionRole?: string
}

/** A service that cannot be used, and why. */
export interface ServiceProblem {
  readonly cluster: string
  readonly service: string
  readonly problem: string
}

/** Asks the account about services. Throws when it cannot be asked at all (no credentials, no region, no network). */
export type ReadServiceFacts = (
  services: readonly { readonly cluster: string; readonly service: string }[],
  region: string | undefined,
) => Promise<readonly (ServiceFacts | ServiceProblem)[]>
