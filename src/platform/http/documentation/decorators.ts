import { createRequire } from 'node:module';
import type * as Swagger from '@nestjs/swagger';

const require = createRequire(import.meta.url);

/** Whatever its kind of target, a decorator that only documents returns nothing. */
type Decorator = ClassDecorator & MethodDecorator & PropertyDecorator;

/** Applications to come, in the order of the code; dropped when they are done. */
const awaited: (() => void)[] = [];

/** Loads on first use: a process that serves no docs does without @nestjs/swagger and its 540 modules. */
function load(): typeof Swagger {
  return require('@nestjs/swagger') as typeof Swagger;
}

/** The library, once everything that has been declared for it is applied. */
export function swagger(): typeof Swagger {
  for (const apply of awaited.splice(0)) apply();
  return load();
}

/** A decorator that is made and applied when a document is asked for. */
function Documentation(make: () => unknown): Decorator {
  return (...target: unknown[]) => {
    awaited.push(() => {
      (make() as (...on: unknown[]) => void)(...target);
    });
  };
}

function deferred<Name extends keyof typeof Swagger>(name: Name): (typeof Swagger)[Name] {
  const factory = (...options: unknown[]): Decorator =>
    Documentation(() => (load()[name] as (...given: unknown[]) => unknown)(...options));
  return factory as unknown as (typeof Swagger)[Name];
}

/** The decorators of @nestjs/swagger that the code uses, by their own names. */
export const ApiBody = deferred('ApiBody');
export const ApiConsumes = deferred('ApiConsumes');
export const ApiExcludeController = deferred('ApiExcludeController');
export const ApiExtension = deferred('ApiExtension');
export const ApiExtraModels = deferred('ApiExtraModels');
export const ApiOkResponse = deferred('ApiOkResponse');
export const ApiOperation = deferred('ApiOperation');
export const ApiParam = deferred('ApiParam');
export const ApiProduces = deferred('ApiProduces');
export const ApiProperty = deferred('ApiProperty');
export const ApiResponse = deferred('ApiResponse');
export const ApiSecurity = deferred('ApiSecurity');
export const ApiTags = deferred('ApiTags');

/** Where the document keeps the schema of a class. */
export function getSchemaPath({ name }: { name: string }): string {
  return `#/components/schemas/${name}`;
}
