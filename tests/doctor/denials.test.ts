import { expect, it } from '@jest/globals'
import { diagnose } from '../../shared/doctor/diagnose.ts'
import { readDenials } from '../../shared/doctor/read/denials.ts'
import { createLooker } from '../../shared/doctor/read/look.ts'
import { sound } from './sound-facts.ts'

it('a function whose role is not known is said to be unread, once', async () => {
  const looker = createLooker()
  const iam = async (): Promise<never> => {
    throw new Error('Nothing can be asked without a role.')
  }
  const question = { key: 'reconcile', actions: ['ecs:UpdateService'], resources: [], context: [] } as const
  expect(await readDenials(looker, iam, {}, [question, question])).toEqual([])
  const findings = diagnose({ ...sound, unread: looker.unread })
  expect(findings).toEqual([
    {
      ...{ check: 'unread', severity: 'warning' },
      what: 'Doctor could not look at the role of reconcile (LONGSHORE_ROLES).',
      why: 'What is wrong there goes unfound. LONGSHORE_ROLES of the function doctor names no role of reconcile. Deploy Longshore again.',
      mend: 'Mend what is complained of, then run doctor again.',
    },
  ])
})
