/** Whether a person's name for a repository, its path (`team/api`) or full URI, means this repository. */
export function isNamed(repositoryUri: string, name: string): boolean {
  return repositoryUri === name || repositoryUri.slice(repositoryUri.indexOf('/') + 1) === name
}
