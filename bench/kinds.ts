import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A configuration with targets of one kind each, to weigh what the kind brings into the bundles. */
const image = 'repository: team/api, tags: { exact: main }'
const service = `cluster: c, service: s, family: f, roles: [], containers: { app: { ${image} } }`
const alone = {
  ecs: `ecs: { ${service} }`,
  codedeploy: `ecs: { ${service}, codeDeploy: { application: a, group: g } }`,
  lambda: `lambda: { function: f, alias: live, ${image} }`,
  'docker-host': `dockerHost: { instances: { tag: { App: web } }, ${image}, port: { blue: 3001, green: 3002 }, upstream: { file: /etc/nginx/conf.d/web.conf } }`,
  'scheduled-task': `scheduledTask: { rule: r, family: f, roles: ['arn:aws:iam::123456789012:role/r'], containers: { app: { ${image} } } }`,
}

const plainly = '{ url: "https://api.example.com/healthz" }'
const secretly = '{ url: "https://api.example.com/healthz", headers: { x-key: { ssm: /key } } }'
const metric = '{ namespace: App, metric: Errors, statistic: Sum }'
const everyProof = [
  `prove: { http: [${secretly}], metrics: [{ what: ${metric}, atMost: { factor: 2 } }]`,
  `logs: [{ group: /app, pattern: panic }], functions: [{ function: smoke }], alarms: [a], bake: 5m }`,
  'scan: { severity: CRITICAL }',
].join(', ')

/** longshore.yml by what it holds: each kind alone, ECS watched by an alarm or proven by proofs, and everything together. */
export function configurations(): Readonly<Record<string, string>> {
  const every = Object.entries(alone)
    .filter(([kind]) => kind !== 'codedeploy')
    .map(([kind, written]) => [kind, written] as const)
  const apart = alone.codedeploy.replace('service: s', 'service: other')
  return {
    ...Object.fromEntries(Object.entries(alone).map(([kind, written]) => [kind, fileOf([[kind, written]])])),
    'ecs with an alarm': fileOf([['ecs', `prove: { alarms: [a] }, ${alone.ecs}`]]),
    'ecs with HTTP proofs': fileOf([['ecs', `prove: { http: [${plainly}] }, ${alone.ecs}`]]),
    'ecs with every proof': fileOf([['ecs', `${everyProof}, ${alone.ecs}`]]),
    'every kind': fileOf([...every, ['codedeploy', `prove: { alarms: [a] }, ${apart}`]]),
  }
}

function fileOf(targets: readonly (readonly [string, string])[]): string {
  const lines = targets.map(([name, written]) => `  ${name}: { ${written} }`)
  return ['version: 1', "account: '123456789012'", 'region: us-east-1', 'targets:', ...lines, ''].join('\n')
}

/** The packaging plugins read the configuration that the environment names. */
export async function withConfiguration<T>(content: string, work: () => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'longshore-bench-'))
  const before = process.env['LONGSHORE_CONFIG']
  try {
    writeFileSync(join(folder, 'longshore.yml'), content)
    process.env['LONGSHORE_CONFIG'] = join(folder, 'longshore.yml')
    return await work()
  } finally {
    if (before === undefined) delete process.env['LONGSHORE_CONFIG']
    else process.env['LONGSHORE_CONFIG'] = before
    rmSync(folder, { recursive: true })
  }
}
