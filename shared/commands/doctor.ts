import { diagnose } from '../doctor/diagnose.ts'
import type { Facts, SendTest } from '../doctor/facts.ts'
import { type Finding, gravest, type Severity } from '../doctor/finding.ts'
import { inWords } from '../doctor/in-words.ts'
import type { DoctorCommand } from '../inbound/doctor-command.ts'

export interface DoctorPorts {
  /** Reads everything that checks look at. `sent`: what came of a test that was sent before. */
  readonly readFacts: (sent: readonly SendTest[]) => Promise<Facts>
  /** Really sends a message to Slack and SNS. */
  readonly sendTest: (by: string) => Promise<readonly SendTest[]>
}

/** What doctor found, for people and for machines. */
export interface Diagnosis {
  readonly message: string
  /** The gravest of the findings; `none` when there are none. */
  readonly severity: Severity | 'none'
  readonly findings: readonly Finding[]
  /** Where a test was sent to. */
  readonly sent: readonly { readonly to: SendTest['to']; readonly taken: boolean }[]
}

/** Checks the account against the configuration. */
export async function doctor({ sendTest, by }: DoctorCommand, ports: DoctorPorts): Promise<Diagnosis> {
  const sent = sendTest ? await ports.sendTest(by) : []
  const facts = await ports.readFacts(sent)
  const findings = diagnose(facts)
  return {
    message: inWords(findings, { targets: Object.keys(facts.config.targets).length, sent }),
    severity: gravest(findings) ?? 'none',
    findings,
    sent: sent.map(({ to, error }) => ({ to, taken: error === undefined })),
  }
}
