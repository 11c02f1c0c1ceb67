import { Module } from '@nestjs/common';
import { PostsModule } from '../posts/index.js';
import { FeedsController } from './feeds.controller.js';
import { FeedsService } from './feeds.service.js';
import { SitemapService } from './sitemap.service.js';

@Module({ imports: [PostsModule], controllers: [FeedsController], providers: [FeedsService, SitemapService] })
export class FeedsModule {}
