import type { Unread } from './facts.ts'

/** Why something of these repositories could not be told, each reason once. */
export function whysFor(repositories: readonly string[], unread: readonly Unread[]): string[] {
  const concerning = unread.filter(
    ({ repositories: some }) => some === 'all' || some.some((one) => repositories.includes(one)),
  )
  return [...new Set(concerning.map(({ why }) => why))]
}
