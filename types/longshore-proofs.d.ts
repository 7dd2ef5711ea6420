/** What proofs and scans are looked at with, as far as the configuration asks for it; put into each bundle when packaging. */
declare module 'longshore:proofs' {
  /** Absent when nothing is proven by looking at it. */
  export const provers:
    | ((
        config: import('../shared/config/normalised.ts').LongshoreConfig,
        at: import('../shared/aws/client-settings.ts').ClientPlace | undefined,
      ) => import('../shared/proof-ports.ts').Provers)
    | undefined
  /** Absent when no scan is asked about. */
  export const scans: (() => import('../shared/proof-ports.ts').Scans) | undefined
}
