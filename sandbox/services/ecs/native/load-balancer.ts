import type { SimulatedService } from '../state.ts'
import type { StageName } from './native-run.ts'

const NEEDS: Readonly<Partial<Record<StageName, 'listener' | 'target-group'>>> = {
  RECONCILE_SERVICE: 'listener',
  SCALE_UP: 'target-group',
  TEST_TRAFFIC_SHIFT: 'listener',
  PRODUCTION_TRAFFIC_SHIFT: 'listener',
}

/** What a stage needs of the load balancer and somebody deleted, in a sentence; undefined when nothing is amiss. */
export function lacking(service: SimulatedService, stage: StageName): string | undefined {
  const { missing } = service.native
  if (missing === undefined || NEEDS[stage] !== missing) return undefined
  const name = missing === 'listener' ? 'productionListenerRule' : 'alternateTargetGroupArn'
  return `The ${missing === 'listener' ? 'listener rule' : 'target group'} ${settingOf(service, name)} was not found.`
}

function settingOf(service: SimulatedService, name: string): string {
  const balancers: unknown = service.settings['loadBalancers']
  const advanced: unknown = Array.isArray(balancers) ? balancers[0]?.advancedConfiguration : undefined
  const setting: unknown = advanced && typeof advanced === 'object' ? Reflect.get(advanced, name) : undefined
  return typeof setting === 'string' ? setting : name
}
