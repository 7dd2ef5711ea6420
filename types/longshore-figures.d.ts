/** What figures are made with, as far as the configuration asks for it; put into each bundle when packaging. */
declare module 'longshore:figures' {
  /** Absent without metrics. */
  export const meter: ((stack: string) => import('../shared/figures-ports.ts').Meter) | undefined
  /** Absent without traces. */
  export const traces: (() => import('../shared/figures-ports.ts').Traces) | undefined
}
