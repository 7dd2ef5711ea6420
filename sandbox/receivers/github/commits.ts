import { type GithubCommit, type GithubReply, type GithubRequest, notFound, unprocessable } from './state.ts'

/** `GET /repos/o/r/commits/REF`: by full or short id; with the media type `sha` the id alone. */
export function readCommit(commits: readonly GithubCommit[], ref: string, { accept }: GithubRequest): GithubReply {
  const found = commitOf(commits, ref)
  if (!found) return unprocessable(`No commit found for SHA: ${ref}`)
  if (!accept.includes('sha')) return { status: 200, body: commitView(found) }
  return { status: 200, body: found.sha, headers: { 'content-type': 'application/vnd.github.sha; charset=utf-8' } }
}

/** `GET /repos/o/r/git/commits/SHA`: by its full id only. */
export function readGitCommit(commits: readonly GithubCommit[], sha: string): GithubReply {
  const found = commits.find((commit) => commit.sha === sha)
  return found ? { status: 200, body: gitView(found) } : notFound()
}

/** `GET /repos/o/r/compare/BASE...HEAD`: what HEAD has that BASE lacks, oldest first, a page of it. */
export function compareCommits(commits: readonly GithubCommit[], span: string, { query }: GithubRequest): GithubReply {
  const [base, head] = span.split('...').map((ref) => commits.findIndex(({ sha }) => sha.startsWith(ref)))
  if (base === undefined || head === undefined || base < 0 || head < 0) return notFound()
  const ahead = commits.slice(base + 1, head + 1)
  const size = Math.min(Number(query.get('per_page') ?? 250), 250)
  const first = (Number(query.get('page') ?? 1) - 1) * size
  return {
    status: 200,
    body: {
      status: head > base ? 'ahead' : head < base ? 'behind' : 'identical',
      ahead_by: ahead.length,
      behind_by: Math.max(0, base - head),
      total_commits: ahead.length,
      commits: ahead.slice(first, first + size).map(commitView),
    },
  }
}

export function commitOf(commits: readonly GithubCommit[], ref: string): GithubCommit | undefined {
  return /^[0-9a-f]{7,40}$/.test(ref) ? commits.find(({ sha }) => sha.startsWith(ref)) : undefined
}

function commitView(commit: GithubCommit) {
  const author = commit.author === undefined ? null : { login: commit.author, type: 'User' }
  return { sha: commit.sha, commit: gitView(commit), author, html_url: `https://github.com/commit/${commit.sha}` }
}

function gitView({ sha, message, at, author = 'somebody' }: GithubCommit) {
  const by = { name: author, email: `${author}@example.com`, date: new Date(at).toISOString() }
  return { sha, message, author: by, committer: by }
}
