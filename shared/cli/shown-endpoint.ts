/** Where AWS is looked for instead of at AWS, without what may be secret in it; undefined where it is AWS. */
export function shownEndpoint(environment: NodeJS.ProcessEnv): string | undefined {
  const endpoint = environment['AWS_ENDPOINT_URL']
  if (endpoint === undefined) return undefined
  const url = URL.parse(endpoint)
  return url === null || url.host === '' ? 'which is no URL' : url.origin
}
