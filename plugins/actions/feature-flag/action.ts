import * as z from 'zod';
import { actFields } from '#core/playbook/mitigation';
import { actionPlugin, type Whole } from '../action.ts';
import { APPCONFIG } from './service.ts';

const ResourceId = z.string().regex(/^[a-z0-9]{4,7}$/, 'an id of AppConfig, such as abc1234: 4 to 7 of a-z 0-9');
const Entry = z
  .strictObject({
    kind: z.literal('feature-flag'),
    ...actFields,
    application: ResourceId.meta({ description: 'Id of the application in AppConfig' }),
    environment: ResourceId.meta({ description: 'Id of its environment in which the flag is switched' }),
    profile: ResourceId.meta({
      description: 'Id of its configuration profile, of the type feature flags, hosted by AppConfig',
    }),
    flag: z
      .string()
      .regex(/^[a-z][A-Za-z\d_-]{0,63}$/, 'the key of a flag')
      .meta({ description: 'Key of the flag. `parameters` are values of its attributes that change with it' }),
    enabled: z.boolean().meta({ description: 'Whether the flag is to be on' }),
    strategy: z
      .string()
      .regex(/^([a-z0-9]{4,7}|AppConfig\.[A-Za-z0-9]{9,40})$/, 'the id of a deployment strategy')
      .meta({
        description:
          'Id of the deployment strategy. One without bake time, so that the switch can be undone at once: AppConfig.AllAtOnce bakes for 10 minutes',
      }),
  })
  .refine(({ parameters }) => !Object.keys(parameters).some((name) => name === 'enabled' || name.startsWith('_')), {
    path: ['parameters'],
    message: 'attributes of the flag: `enabled` is a field of its own, and names with _ are those of AppConfig',
  });
export type FeatureFlagAct = Whole<z.infer<typeof Entry>>;

const act = {
  kind: 'feature-flag',
  application: 'shop123',
  environment: 'prod123',
  profile: 'flags12',
  flag: 'new-checkout',
  enabled: false,
  strategy: 'atonce1',
} as const;

/** A feature flag of AppConfig that is switched in what is deployed now, and deployed: once a key, and rolled back when its time is over. */
export const featureFlag = actionPlugin({
  kind: 'feature-flag',
  title: 'AppConfig feature flag',
  schema: Entry,
  references: () => [],
  needs: () => ({}),
  // an environment has one deployment at a time, whatever it is of
  target: ({ application, environment }) => `${application}/${environment}`,
  aws: [APPCONFIG],
  rights: [],
  rightsOf: ({ application, environment, profile, strategy }) => {
    const of = (name: string) => ({ service: 'appconfig', name });
    const app = `application/${application}`;
    const [env, config] = [`${app}/environment/${environment}`, `${app}/configurationprofile/${profile}`];
    return [
      {
        actions: [
          'appconfig:ListHostedConfigurationVersions',
          'appconfig:GetHostedConfigurationVersion',
          'appconfig:CreateHostedConfigurationVersion',
        ],
        named: [of(app), of(config), of(`${config}/hostedconfigurationversion/*`)],
        because: 'The wildcard covers versions of the configuration profile that the playbook names.',
      },
      {
        actions: [
          'appconfig:ListDeployments',
          'appconfig:GetDeployment',
          'appconfig:StartDeployment',
          'appconfig:StopDeployment',
        ],
        named: [of(app), of(env), of(config), of(`${env}/deployment/*`), of(`deploymentstrategy/${strategy}`)],
        because:
          'The wildcard covers deployments, whose numbers the service chooses, in the environment that the playbook names.',
      },
    ];
  },
  environment: ({ endpoints }) => ({ APPCONFIG_URL: endpoints['appconfig'] }),
  load: () => import('./run.ts'),
  fake: () => import('./fake.ts'),
  samples: [
    {
      act,
      name: 'new-checkout',
      effect: { seconds: 0 },
      ended: { status: 'succeeded', output: 'new-checkout is off, deployed everywhere by deployment 2' },
      reaches: { parameters: { enabled: false } },
    },
    {
      act: {
        ...act,
        environment: 'stage12',
        flag: 'search',
        strategy: 'AppConfig.AllAtOnce',
        parameters: { limit: 5 },
      },
      name: 'search',
      effect: { seconds: 0, fails: true },
      ended: { status: 'failed', output: 'deployment 2 is ROLLED_BACK' },
      reaches: { parameters: { enabled: false, limit: 5 } },
    },
  ],
});
