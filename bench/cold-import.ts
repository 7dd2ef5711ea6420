import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Bundled, bundleFiles, bundleSource, root } from './bundle.ts'
import { type Client, functionClients } from './function-clients.ts'
import { type Measure, median } from './measure.ts'

const measured = ['image-pushed', 'reconcile']
const mostTimes = 1.3
const rounds = 31

/** Loads the module, waits for what its export `ready` loads, and prints the milliseconds. */
const loader = `
const start = performance.now()
const { ready } = require(process.argv[1])
Promise.resolve(ready?.()).then(() => console.log(performance.now() - start))
`

const environment = {
  PATH: process.env['PATH'],
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  LONGSHORE_TABLE: 'longshore-dev',
  LONGSHORE_QUEUE_URL: 'http://127.0.0.1/1/nudges.fifo',
  LONGSHORE_TOPIC_ARN: 'arn:aws:sns:us-east-1:123456789012:deployments',
}

/**
 * Fresh processes load the baseline and the functions in turn, so that whatever else the machine does meets all alike.
 * "With clients" also loads and builds every client the function may use: what its first invocations pay on top.
 */
export async function coldImports(): Promise<Measure[]> {
  const files = measured.map((key) => [key, join(root, `functions/${key}.ts`)])
  const modules: Record<string, Bundled> = {
    ...(await bundleFiles({ baseline: join(root, 'bench/baseline.ts'), ...Object.fromEntries(files) })),
  }
  for (const key of measured) modules[`${key} with clients`] = await bundleSource(withClients(key))
  const times = timesOf(modules)
  const baseline = median(times['baseline'] ?? [])
  return Object.entries(times).map(([name, values]) => ({
    group: 'cold import',
    name,
    value: median(values) / baseline,
    unit: '× baseline',
    ...(measured.includes(name) ? { goal: { atMost: mostTimes } } : {}),
    note: `median ${median(values).toFixed(1)} ms of ${values.length}`,
  }))
}

const exportOf: Readonly<Record<Client, string>> = {
  cloudwatch: 'cloudWatchClient()',
  dynamodb: 'dynamoClient()',
  ecr: "ecrClient('us-east-1')",
  ecs: 'ecsClient()',
  eventbridge: 'rulesClient()',
  iam: 'iamClient()',
  lambda: 'lambdaClient()',
  'secrets-manager': 'secretsClient()',
  sns: 'snsClient()',
  sqs: 'sqsClient()',
  ssm: 'ssmClient()',
}

function withClients(key: string): string {
  const calls = (functionClients[key] ?? []).map((client) => exportOf[client])
  const names = calls.map((call) => call.slice(0, call.indexOf('(')))
  return `
    import { ${names.join(', ')} } from './shared/aws/clients.ts'
    export { handler } from './functions/${key}.ts'
    export const ready = () => Promise.all([${calls.join(', ')}])
  `
}

function timesOf(modules: Readonly<Record<string, Bundled>>): Record<string, number[]> {
  const folder = mkdtempSync(join(tmpdir(), 'longshore-bench-'))
  try {
    const files = Object.entries(modules).map(([name, { code }]) => {
      const file = join(folder, `${name.replaceAll(' ', '-')}.cjs`)
      writeFileSync(file, code)
      return [name, file] as const
    })
    const times: Record<string, number[]> = Object.fromEntries(files.map(([name]) => [name, []]))
    for (let round = 0; round < rounds; round += 1) {
      for (const [name, file] of files) times[name]?.push(timeOf(file))
    }
    return times
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function timeOf(file: string): number {
  const child = spawnSync(process.execPath, ['-e', loader, file], { env: environment, encoding: 'utf8' })
  const time = Number(child.stdout)
  if (child.status === 0 && time > 0) return time
  throw new Error(`Cannot load ${file}: ${child.stderr}`)
}
