/** A variable of the function's environment. Throws, naming it, when the stack was packaged without it. */
export function environment(name: string): string {
  const value = process.env[name]
  if (value) return value
  throw new Error(
    `Cannot start: the environment variable ${name} is not set. Deploy the stack again from serverless.yml.`,
  )
}
