import { parseScenario } from '../../sandbox/scenario/read-scenario.ts'
import { type StoryWorld, startStory } from '../../sandbox/scenario/story-world.ts'
import type { Diagnosis } from '../../shared/commands/doctor.ts'

const account = `
  services:
    production/api: { containers: { app: 'team/api:1.0.0' }, breaker: rollback }
    staging/web: { containers: { web: 'team/web:main' }, breaker: 'on' }
    shop/cart:
      containers: { app: 'shop/cart:v1' }
      codeDeploy: { application: AppECS-cart, group: DgpECS-cart }
  functions:
    thumbnails: { image: 'team/thumbnails:v1', aliases: { live: 1 } }
  alarms: { api-5xx: manual }
  hosts:
    web: { count: 2, tags: { App: web }, serves: { image: 'team/legacy:v1', container: legacy-blue, port: 3032, upstream: /etc/nginx/legacy.conf } }
  schedules:
    report: { cluster: batch, at: rate(1 hour), containers: { app: 'batch/report@v1' } }
    sweep: { by: scheduler, group: nightly, cluster: batch, at: rate(1 hour), containers: { app: 'batch/sweep@v1' } }`

const roles = (family: string) =>
  `[${['task', 'execution'].map((kind) => `'arn:aws:iam::123456789012:role/${family}-${kind}'`).join(', ')}, 'arn:aws:iam::123456789012:role/run-scheduled-tasks']`

const configuration = `
  version: 1
  slack: { webhook: { ssm: /longshore/slack-webhook } }
  targets:
    api:
      ecs: { cluster: production, service: api, containers: { app: { repository: team/api, tags: { semver: '>=1.0.0' } } } }
      prove: { alarms: [api-5xx] }
    web:
      ecs: { cluster: staging, service: web, containers: { web: { repository: team/web, tags: { exact: main } } } }
    cart:
      ecs:
        cluster: shop
        service: cart
        containers: { app: { repository: shop/cart, tags: { exact: v1 } } }
        codeDeploy: { application: AppECS-cart, group: DgpECS-cart }
    thumbnails:
      lambda: { function: thumbnails, alias: live, repository: team/thumbnails, tags: { exact: v1 } }
    legacy:
      dockerHost:
        instances: { tag: { App: web } }
        repository: team/legacy
        tags: { exact: v1 }
        port: { blue: 3032, green: 3031 }
        upstream: { file: /etc/nginx/legacy.conf }
    report:
      scheduledTask:
        { rule: report, family: report, roles: ${roles('report')}, containers: { app: { repository: batch/report, tags: { exact: v1 } } } }
    sweep:
      scheduledTask:
        { schedule: sweep, group: nightly, family: sweep, roles: ${roles('sweep')}, containers: { app: { repository: batch/sweep, tags: { exact: v1 } } } }`

const scenario = `
name: doctor
title: One target of each kind, and nothing wrong
account:${account}
configuration:${configuration}
steps: []
expect: {}
`

export interface DoctorWorld extends StoryWorld {
  /** What doctor finds now. */
  readonly examine: (payload?: object) => Promise<Diagnosis>
}

/** An account without any fault, Longshore in it for a quarter of an hour. */
export async function startDoctorWorld(): Promise<DoctorWorld> {
  const world = await startStory({ scenario: parseScenario(scenario), folder: import.meta.dirname })
  const { sandbox } = world
  sandbox.ecr.configure('team/api', { mutability: 'IMMUTABLE' })
  await sandbox.clock.runUntil(sandbox.clock.now() + 15 * 60_000)
  const examine = async (payload: object = {}): Promise<Diagnosis> => {
    const result = await sandbox.lambda.invoke('longshore-dev-doctor', payload)
    if (!result.ok) throw new Error(JSON.stringify(result.error))
    return JSON.parse(result.payload) as Diagnosis
  }
  return { ...world, examine }
}
