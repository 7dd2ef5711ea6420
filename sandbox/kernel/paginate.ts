import { AwsError } from './service.ts'

export interface Page<T> {
  readonly items: readonly T[]
  readonly nextToken?: string
}

export interface PageRequest {
  readonly maxResults?: number | undefined
  readonly nextToken?: string | undefined
  /** Used when the caller names no size. */
  readonly defaultSize: number
  readonly largestSize: number
}

/**
 * Cuts one page out of `all`, as AWS list operations do.
 * @throws AwsError InvalidParameterException for a size out of range or a token this never gave out.
 */
export function paginate<T>(all: readonly T[], request: PageRequest): Page<T> {
  const size = request.maxResults ?? request.defaultSize
  if (size < 1 || size > request.largestSize) {
    throw new AwsError('InvalidParameterException', `maxResults must be between 1 and ${request.largestSize}.`)
  }
  const from = request.nextToken === undefined ? 0 : readToken(request.nextToken)
  const items = all.slice(from, from + size)
  return from + size < all.length ? { items, nextToken: writeToken(from + size) } : { items }
}

function writeToken(offset: number): string {
  return Buffer.from(`offset:${offset}`).toString('base64url')
}

function readToken(token: string): number {
  const offset = /^offset:(\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1]
  if (offset === undefined) throw new AwsError('InvalidParameterException', 'Invalid token.')
  return Number(offset)
}
