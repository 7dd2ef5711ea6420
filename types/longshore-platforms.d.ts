/** The kinds of target that the configuration names, each with what makes its platform; put into each bundle when packaging. */
declare module 'longshore:platforms' {
  const platforms: Readonly<
    Partial<
      Record<
        import('../shared/config/normalised.ts').Kind,
        (host: import('../shared/lambda/platform-host.ts').PlatformHost) => import('../shared/ports.ts').Platform
      >
    >
  >
  /** Absent when no target is watched by an alarm. */
  export const alarms: (() => import('../shared/ports.ts').Alarms) | undefined
  /** Absent when no target has a task to run. */
  export const tasks:
    | ((config: import('../shared/config/normalised.ts').LongshoreConfig) => import('../shared/ports.ts').OneOffTasks)
    | undefined
  export default platforms
}
