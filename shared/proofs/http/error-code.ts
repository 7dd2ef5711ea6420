/** The code of an error of Node's (`ECONNREFUSED`); where several addresses were tried, of the first. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  if ('code' in error && typeof error.code === 'string') return error.code
  return 'errors' in error && Array.isArray(error.errors) ? errorCode(error.errors[0]) : undefined
}
