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
  export const alarms: typeof import('../shared/lambda/alarms.ts').alarms | undefined
  /** Absent when no target has a task to run. */
  export const tasks: typeof import('../shared/lambda/tasks.ts').tasks | undefined
  export default platforms
}
