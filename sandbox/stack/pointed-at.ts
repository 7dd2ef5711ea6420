import type { ServerlessFile } from './serverless-file.ts'

/**
 * The stack with a configuration that leads to the receivers of this sandbox: their ports are known only once they run, so a
 * configuration that is to be rehearsed says `http://localhost/github`, or `http://localhost/web/api/healthz`, instead. An address
 * that is itself a key leads there too: nothing of a rehearsal reaches the real one.
 */
export function pointedAt(file: ServerlessFile, receivers: Readonly<Record<string, string>>): ServerlessFile {
  const code = Object.entries(file.code).map(([key, one]) => [key, { ...one, config: led(one.config, receivers) }])
  return { ...file, config: led(file.config, receivers), code: Object.fromEntries(code) }
}

function led(value: unknown, receivers: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string') {
    const [, name = '', path = ''] = /^http:\/\/localhost\/([a-z]+)(\/.*)?$/.exec(value) ?? []
    // A target may be called web.
    const whole = value.startsWith('http') ? receivers[value] : undefined
    const receiver = whole ?? receivers[name]
    return receiver === undefined ? value : `${receiver}${path}`
  }
  if (Array.isArray(value)) return value.map((one) => led(one, receivers))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, led(one, receivers)]))
}
