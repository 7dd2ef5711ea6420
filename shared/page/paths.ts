/** Where a deployment's own page is. */
export function deploymentPath(target: string, id: string): string {
  return `/deployments/${encodeURIComponent(target)}/${encodeURIComponent(id)}`
}
