import { aTarget } from '../config/a-configuration.ts'

const metric = { namespace: 'App', metric: 'Errors', statistic: 'Sum' }
/** One of every kind of proof. */
export const prove = {
  http: [
    {
      url: 'https://api.example.com/healthz',
      headers: { 'x-key': { ssm: '/health/key' }, 'x-other': { secret: 'other' } },
    },
    { url: 'http://api.internal/healthz', name: 'inside', through: 'vpc' },
  ],
  metrics: [{ what: metric, atMost: { factor: 2 } }],
  logs: [{ group: '/app/api', pattern: 'panic' }],
  functions: [{ function: 'smoke', qualifier: 'live' }, { function: 'load' }],
  alarms: ['api-5xx'],
  bake: '5m',
}
export const vpc = { subnets: ['subnet-0123abcd'], securityGroups: ['sg-0123abcd'] }
export const checks = { privateNetworks: ['10.0.0.0/8'], vpc }
/** A target that is proven in every way, and one that is not. */
export const targets = { api: aTarget('api', { prove, scan: { severity: 'CRITICAL' } }), web: aTarget('web') }
