/** What an account runs that could be looked after. Nothing here is judged yet. */
export interface FoundAccount {
  readonly services: readonly FoundService[]
  readonly functions: readonly FoundFunction[]
  /** There is more than was asked for; it was not looked at. */
  readonly isMore: boolean
}

/** Where something is: the part of an ARN before its name. */
export interface Home {
  readonly account: string
  readonly region: string
}

export interface FoundService extends Home {
  readonly cluster: string
  readonly service: string
  /** Who controls its deployments: `ECS`, `CODE_DEPLOY`, `EXTERNAL`, or what AWS adds one day. */
  readonly controller: string
  readonly classicLoadBalancer?: string
  /** Absent when it has no task definition of its own. */
  readonly definition?: FoundDefinition
}

export interface FoundDefinition {
  readonly family: string
  readonly taskRole?: string
  readonly executionRole?: string
  readonly containers: readonly FoundContainer[]
}

export interface FoundContainer extends FoundImage {
  readonly name: string
}

/** A Lambda function that runs an image, by one of its aliases or by `$LATEST`. */
export interface FoundFunction extends Home, FoundImage {
  readonly function: string
  readonly alias?: string
  /** Another alias of it was found, too. */
  readonly isOneOfMany: boolean
}

export interface FoundImage {
  /** As the task definition or the function names it. */
  readonly image: string
  /** What the registry calls it, when it is named by its digest alone. */
  readonly tags: readonly string[]
  /** No tag of its repository can be moved. */
  readonly isImmutable: boolean
}

/** What is wanted of an account. */
export interface AccountQuestion {
  readonly region?: string
  /** Only the services of these clusters, and no functions; of everything when empty. */
  readonly clusters: readonly string[]
  /** Of services and functions together. */
  readonly most: number
}

/** Asks an account what it runs. Throws when it cannot be asked (no credentials, no region, no network, a right that is missing). */
export type ReadAccount = (question: AccountQuestion) => Promise<FoundAccount>
