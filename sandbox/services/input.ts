import type { Operation } from '../kernel/service.ts'

/** A decoded request, in the SDK's own member names. */
export type Input = Parameters<Operation>[0]
