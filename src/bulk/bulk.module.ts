import { Module } from '@nestjs/common';
import { PostsModule } from '../posts/index.js';
import { BulkController } from './bulk.controller.js';
import { BulkExportService } from './bulk-export.service.js';
import { BulkImportService } from './bulk-import.service.js';
import { ExportRepository } from './export.repository.js';
import { ImportAuthorsRepository } from './import-authors.repository.js';
import { ImportLinesRepository } from './import-lines.repository.js';
import { ImportMergeService } from './import-merge.service.js';
import { ImportPlanRepository } from './import-plan.repository.js';
import { ImportPostsRepository } from './import-posts.repository.js';
import { ImportSlugsRepository } from './import-slugs.repository.js';
import { ImportTaggingService } from './import-tagging.service.js';
import { ImportTagsRepository } from './import-tags.repository.js';

/** Posts in bulk: in and out. */
@Module({
  imports: [PostsModule],
  controllers: [BulkController],
  providers: [
    BulkImportService,
    BulkExportService,
    ExportRepository,
    ImportMergeService,
    ImportTaggingService,
    ImportLinesRepository,
    ImportPlanRepository,
    ImportSlugsRepository,
    ImportAuthorsRepository,
    ImportTagsRepository,
    ImportPostsRepository,
  ],
  exports: [BulkImportService],
})
export class BulkModule {}
