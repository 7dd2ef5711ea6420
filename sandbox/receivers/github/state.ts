/** A commit of a simulated repository. */
export interface GithubCommit {
  /** Forty hex digits. */
  readonly sha: string
  readonly message: string
  /** Login of who wrote it. */
  readonly author?: string
  /** Epoch ms. */
  readonly at: number
}

export interface GithubStatus {
  readonly id: number
  readonly state: string
  readonly description: string
  readonly logUrl: string
  readonly environmentUrl: string
  /** World time, epoch ms. */
  readonly at: number
}

/** A deployment as GitHub keeps it, with its statuses, oldest first. */
export interface GithubDeployment {
  readonly id: number
  /** `owner/name` */
  readonly repository: string
  readonly ref: string
  readonly sha: string
  readonly environment: string
  readonly production: boolean
  readonly transient: boolean
  readonly payload: unknown
  readonly description: string
  readonly at: number
  readonly statuses: GithubStatus[]
}

/** How it answers: as GitHub does when all is well, or with one of its ways to fail. */
export type GithubMood =
  | { readonly kind: 'ok' }
  /** No such repository, or one that the token cannot see: GitHub does not tell which. */
  | { readonly kind: 'not-found' }
  /** The token lacks a permission. */
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'bad-credentials' }
  | { readonly kind: 'secondary-limit'; readonly retryAfterSeconds: number }
  | { readonly kind: 'server-error' }
  /** Something in between answers for it: 200, and a page. */
  | { readonly kind: 'nonsense' }
  /** Takes the request and never answers. */
  | { readonly kind: 'hang' }
  /** Does what is asked, and the answer is lost on the way. */
  | { readonly kind: 'lost-reply' }

export interface GithubState {
  /** Commits by `owner/name`, oldest first. */
  readonly repositories: Map<string, readonly GithubCommit[]>
  /** Those that everybody can read. */
  readonly open: Set<string>
  readonly deployments: GithubDeployment[]
  /** Every status in the order it was posted, with its deployment. */
  readonly told: { readonly deployment: GithubDeployment; readonly status: GithubStatus }[]
  nextId: number
  /** Of the App; what it was before the App was installed anew is gone. */
  installation: number
  readonly goneInstallations: Set<number>
  readonly now: () => number
}

/** A request that was read whole. */
export interface GithubRequest {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly accept: string
  readonly body: Readonly<Record<string, unknown>>
}

export interface GithubReply {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export function notFound(): GithubReply {
  return {
    status: 404,
    body: { message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' },
  }
}

export function unprocessable(message: string): GithubReply {
  return { status: 422, body: { message, documentation_url: 'https://docs.github.com/rest', status: '422' } }
}
