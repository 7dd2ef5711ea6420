import type { SecretName } from '../config/normalised.ts'

/** Where a delivery says what became of it. */
export interface DeliveryLog {
  debug(message: string, fields: Readonly<Record<string, string | number>>): void
  info(message: string, fields: Readonly<Record<string, string | number>>): void
  warn(message: string, fields: Readonly<Record<string, string | number>>): void
  error(message: string, fields: Readonly<Record<string, string | number>>): void
}

/**
 * What becomes of a message. `gone`: it leaves the queue. `dead`: it can never be told, for a reason. `back`: it is shown
 * again after a pause, and so is the rest of the batch if Slack takes nothing at the moment; `own`: after pauses of its own.
 */
export type Fate =
  | { readonly kind: 'gone' }
  | {
      readonly kind: 'dead'
      readonly reason: string
      /** To be done once it is where people find it. Never throws. */
      readonly settle?: () => Promise<void>
    }
  | {
      readonly kind: 'back'
      readonly afterSeconds?: number | undefined
      readonly restToo: boolean
      readonly own?: true
    }

/** A secret as people find it. */
export function nameOf(name: SecretName): string {
  return 'ssm' in name ? `the SSM parameter ${name.ssm}` : `the secret ${name.secret}`
}
