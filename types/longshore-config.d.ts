/** The normalised configuration, put into each bundle when packaging. */
declare module 'longshore:config' {
  const config: import('../shared/config/normalised.ts').LongshoreConfig
  export default config
}
