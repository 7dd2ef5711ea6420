import { describe, expect, it } from '@jest/globals'
import { rolloutOf, rolloutsOf } from '../../shared/platforms/ecs/rollouts.ts'

const reasonOf = (rolloutState: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED', rolloutStateReason: string) =>
  rolloutOf({ id: 'ecs-svc/1', status: 'PRIMARY', rolloutState, rolloutStateReason }).reason

describe('the reason of a rollout', () => {
  it.each([
    ['IN_PROGRESS', 'ECS deployment ecs-svc/1 in progress.'],
    ['COMPLETED', 'ECS deployment ecs-svc/1 completed.'],
  ] as const)('is none when ECS only names the state %s again', (state, words) => {
    expect(reasonOf(state, words)).toBeUndefined()
  })

  it.each([
    ['FAILED', 'ECS deployment circuit breaker: tasks failed to start.'],
    ['IN_PROGRESS', 'ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/0.'],
  ] as const)('is what ECS says beyond the state %s', (state, words) => {
    expect(reasonOf(state, words)).toBe(words)
  })
})

it('a service behind a classic load balancer is refused by name before anything is called', () => {
  const loadBalancers = [{ loadBalancerName: 'shop-classic', containerName: 'app', containerPort: 80 }]
  const place = { cluster: 'production', service: 'shop', family: 'shop', roles: [] }
  const service = { status: 'ACTIVE', loadBalancers, deployments: [{ id: 'ecs-svc/1', status: 'PRIMARY' }] }
  expect(() => rolloutsOf(service, place)).toThrow('shop-classic')
})
